import Dexie, { type DexieOptions, type EntityTable, type Table } from 'dexie';
import type {
  Conversation,
  DatasetItemsRow,
  DatasetRow,
  ImportHandlesRow,
  Message,
  ProtocolRow,
  RunRow,
  SampleRow,
} from './types';
import type { VaultRecord } from './vault/key';
import { sealing } from './vault/middleware';
import { Standing } from './vault/standing';

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
  {
    version: 2,
    stores: {
      datasets: 'id',
      datasetItems: 'id',
      protocols: 'hash',
      runs: 'id, createdAt',
      samples: '[runId+index]',
      transcripts: '[runId+index]',
    },
  },
  { version: 3, stores: { importHandles: 'id' } },
  { version: 4, stores: { vault: 'id' } },
];

export class HakuiDatabase extends Dexie {
  declare conversations: EntityTable<Conversation, 'id'>;
  declare messages: EntityTable<Message, 'id'>;
  declare settings: EntityTable<SettingRow, 'key'>;
  declare datasets: EntityTable<DatasetRow, 'id'>;
  declare datasetItems: EntityTable<DatasetItemsRow, 'id'>;
  declare protocols: EntityTable<ProtocolRow, 'hash'>;
  declare runs: EntityTable<RunRow, 'id'>;
  declare samples: Table<SampleRow, [string, number]>;
  declare transcripts: Table<SampleRow, [string, number]>;
  declare importHandles: EntityTable<ImportHandlesRow, 'id'>;
  declare vault: EntityTable<VaultRecord, 'id'>;

  readonly standing = new Standing();

  /** `sealed` false: rows are read and written as they lie on the disk. */
  constructor(name = 'hakui', { sealed = true, ...options }: DexieOptions & { sealed?: boolean } = {}) {
    // Dexie's cache would hold opened rows after the vault was locked.
    super(name, { ...options, cache: 'disabled' });
    if (sealed) this.use(sealing(this.standing));
    for (const release of RELEASES) this.version(release.version).stores(release.stores);
  }
}

export const db = new HakuiDatabase();

/** Lets go of the database for good, so that it can be deleted: a query after it rejects, and makes none anew. */
export function closeDatabase(): void {
  db.close();
}
