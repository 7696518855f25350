import Dexie, { type DexieOptions, type EntityTable, type Table } from 'dexie';
import type {
  Conversation,
  DatasetItemsRow,
  DatasetRow,
  Draft,
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
  { version: 5, stores: { drafts: 'id' } },
];

/** The last released shape's. */
export const LATEST_VERSION = RELEASES.at(-1)!.version;

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
  declare drafts: EntityTable<Draft, 'id'>;
  declare vault: EntityTable<VaultRecord, 'id'>;

  readonly standing = new Standing();

  /** `sealed` false: rows are read and written as they lie on the disk. */
  constructor(name = 'hakui', { sealed = true, ...options }: DexieOptions & { sealed?: boolean } = {}) {
    // Dexie's cache would hold opened rows after the vault was locked, and a second copy of a kiosk's.
    super(name, { ...options, cache: 'disabled' });
    if (sealed) this.use(sealing(this.standing));
    for (const release of RELEASES) this.version(release.version).stores(release.stores);
  }

  /** Opens a connection that gave way, by a full disk for example, which Dexie does not by itself; one closed on purpose stays so. */
  async reopen(): Promise<void> {
    if (this.hasFailed() && !this.hasBeenClosed()) await this.open();
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
  // A name of its own, because Dexie tells other tabs of changed keys by it.
  const name = `hakui-memory-${crypto.randomUUID()}`;
  db = new HakuiDatabase(name, { indexedDB: new IDBFactory(), IDBKeyRange });
}

/** Has the next query find an open connection, where one gave way. */
export async function reopenDatabase(): Promise<void> {
  await Promise.all([...new Set([db, disk])].map((each) => each.reopen()));
}

/** Lets go of the database for good, so that it can be deleted: a query after it rejects, and makes none anew. */
export function closeDatabase(): void {
  for (const each of new Set([db, disk])) each.close();
}
