import Dexie, { type EntityTable } from 'dexie';
import type { Conversation, Message } from './types';

export interface SettingRow {
  key: string;
  value: unknown;
}

interface Release {
  version: number;
  stores: Record<string, string | null>;
}

/**
 * Every released shape of the database, oldest first. Never edit one that shipped: add the next, with
 * an `upgrade` where rows change, and a test that opens a database of the one before.
 */
const RELEASES: readonly Release[] = [
  {
    version: 1,
    stores: {
      conversations: 'id, updatedAt',
      messages: 'id, conversationId, state',
      settings: 'key',
    },
  },
];

export class HakuiDatabase extends Dexie {
  declare conversations: EntityTable<Conversation, 'id'>;
  declare messages: EntityTable<Message, 'id'>;
  declare settings: EntityTable<SettingRow, 'key'>;

  constructor(name = 'hakui') {
    super(name);
    for (const release of RELEASES) this.version(release.version).stores(release.stores);
  }
}

export const db = new HakuiDatabase();

/** Lets go of the database, so that it can be deleted; the next query opens it again. */
export function releaseDatabase(): void {
  db.close({ disableAutoOpen: false });
}
