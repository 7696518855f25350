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

  constructor(name = 'hakui', options: DexieOptions = {}) {
    super(name, options);
    for (const release of RELEASES) this.version(release.version).stores(release.stores);
  }
}

/** What this browser keeps on its disk. */
export const disk = new HakuiDatabase();

/** What everything is read from and written to: the disk, unless `keepInMemory` was called before. */
export let db: HakuiDatabase;
db = disk;

/**
 * From here on `db` is an empty database in this tab's memory, which no other tab sees and which is gone with the tab. Called
 * again, it lets go of the one before with all that is in it.
 */
export async function keepInMemory(): Promise<void> {
  const { IDBFactory, IDBKeyRange } = await import('fake-indexeddb');
  if (db !== disk) db.close();
  // A name of its own, because Dexie tells other tabs of changed keys by it; no second copy of rows in Dexie's cache.
  const name = `hakui-memory-${crypto.randomUUID()}`;
  db = new HakuiDatabase(name, { indexedDB: new IDBFactory(), IDBKeyRange, cache: 'disabled' });
}

/** Lets go of the database, so that it can be deleted; the next query opens it again. */
export function releaseDatabase(): void {
  for (const each of new Set([db, disk])) each.close({ disableAutoOpen: false });
}
