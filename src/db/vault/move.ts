import Dexie, { type DBCoreTableSchema } from 'dexie';
import type { HakuiDatabase } from '../schema';
import type { VaultRecord } from './key';
import { SEALED_TABLES, VAULT_KEY, VAULT_TABLE } from './middleware';

/*
 * A row that is written over or deleted stays in Chromium's files: they are written anew only where a whole database is deleted,
 * and without what has been deleted in it by then. So rows are not sealed where they lie:
 *
 *   1  a database is made beside, and the vault's record put into the old one: from here no tab writes rows
 *   2  every row is sealed into the one beside, the record last: with it there, that one counts
 *   3  the old rows are deleted, then their database, which is made anew with the record in it
 *   4  the sealed rows are copied back, and the one beside is deleted
 *
 * Whoever starts next finds by the one beside what was broken off: before the record is in it nothing has happened yet, after that
 * steps 3 and 4 are done again. One tab at a time does any of it.
 */

/** A connection that reads and writes rows as they lie on the disk. */
export type Unsealed = (name: string) => HakuiDatabase;

type Change = (row: never, schema: DBCoreTableSchema) => unknown;
const asItIs: Change = (row) => row;

const BATCH = 200;

const besideOf = (name: string): string => `${name}-sealing`;

/** Steps 1 and 2. Where it rejects, all is as it was, or will be after `settle`. */
export async function sealBeside(name: string, record: VaultRecord, seal: Change, unsealed: Unsealed): Promise<void> {
  const old = unsealed(name);
  const beside = unsealed(besideOf(name));
  try {
    await beside.open();
    await old.vault.add(record);
    await copyRows(old, beside, SEALED_TABLES, seal);
    await beside.vault.add(record);
  } catch (error) {
    await giveUp(old, beside);
    throw error;
  } finally {
    old.close();
    beside.close();
  }
}

/** Ends what was begun, in either direction; does nothing where nothing was. Rejects where the disk has no room: what there is stays. */
export async function settle(name: string, unsealed: Unsealed): Promise<void> {
  const databases = await indexedDB.databases();
  if (!databases.some((each) => each.name === besideOf(name))) return;
  const old = unsealed(name);
  const beside = unsealed(besideOf(name));
  try {
    const record = await beside.vault.get(VAULT_KEY);
    if (record) await bringBack(old, beside, record, unsealed);
    else await giveUp(old, beside);
  } finally {
    old.close();
    beside.close();
  }
}

async function giveUp(old: HakuiDatabase, beside: HakuiDatabase): Promise<void> {
  await old.vault.delete(VAULT_KEY);
  await deleteDatabase(beside);
}

async function bringBack(
  old: HakuiDatabase,
  beside: HakuiDatabase,
  record: VaultRecord,
  unsealed: Unsealed,
): Promise<void> {
  const others = old.tables.map((table) => table.name).filter((each) => each !== VAULT_TABLE);
  // Last, for a setting can still change.
  await copyRows(
    old,
    beside,
    others.filter((each) => !SEALED_TABLES.includes(each)),
    asItIs,
  );
  // A table that the browser writes from its log keeps what was deleted since: so the log goes first.
  await flush(old.name, unsealed);
  for (const each of SEALED_TABLES) await deleteRows(old, each);
  old.close();
  const anew = unsealed(old.name);
  try {
    anew.on('populate', (transaction) => transaction.table(VAULT_TABLE).add(record));
    // Asked one right after the other: no tab comes between and makes one without the record.
    await Promise.all([deleteDatabase(old), anew.open()]);
    await flush(old.name, unsealed);
    await copyRows(beside, anew, others, asItIs);
  } finally {
    anew.close();
  }
  await deleteDatabase(beside);
}

/** Waits for connections that are about to close; Dexie's own way says so on the console each time. */
function deleteDatabase(database: HakuiDatabase): Promise<void> {
  database.close();
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(database.name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error ?? new Error(`${database.name} was not deleted`));
  });
}

/** Has the browser write its log into tables, and take files away that it no longer needs. */
async function flush(name: string, unsealed: Unsealed): Promise<void> {
  const scrap = unsealed(`${name}-scrap`);
  await scrap.open();
  await deleteDatabase(scrap);
}

/** `to` may be where they are. */
export async function copyRows(
  from: HakuiDatabase,
  to: HakuiDatabase,
  tables: readonly string[],
  change: Change,
): Promise<void> {
  await from.open();
  for (const name of tables) {
    const { schema } = from.table(name).core;
    let last: unknown = Dexie.minKey;
    for (;;) {
      const rows = await from.table(name).where(':id').above(last).limit(BATCH).toArray();
      if (rows.length === 0) break;
      await to.table(name).bulkPut(rows.map((row) => change(row as never, schema)));
      last = schema.primaryKey.extractKey!(rows.at(-1));
    }
  }
}

/** In small transactions: for a large one the browser writes the old rows down once more. */
async function deleteRows(database: HakuiDatabase, name: string): Promise<void> {
  let last: unknown = Dexie.minKey;
  for (;;) {
    const keys = await database.table(name).where(':id').above(last).limit(BATCH).primaryKeys();
    if (keys.length === 0) return;
    await database.table(name).bulkDelete(keys);
    last = keys.at(-1);
  }
}
