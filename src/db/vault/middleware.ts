import type { DBCore, DBCoreCursor, DBCoreTable, DBCoreTransaction, Middleware } from 'dexie';
import { VaultError } from './errors';
import { openRow, sealRow } from './row';
import type { Standing } from './standing';

/** What a person or the model wrote. Settings are needed while the vault is locked; a handle can only be kept as it is. */
export const SEALED_TABLES: readonly string[] = [
  'conversations',
  'messages',
  'drafts',
  'datasets',
  'datasetItems',
  'protocols',
  'runs',
  'samples',
  'transcripts',
];

/** The table of the vault's own record, and the key of the one row in it. */
export const VAULT_TABLE = 'vault';
export const VAULT_KEY = 'vault';

/**
 * Seals every row on its way to the disk and opens it on its way back, below everything that Dexie itself does. While the
 * vault is locked both reject; nothing is ever written in the clear where there is a vault.
 */
export function sealing(standing: Standing): Middleware<DBCore> {
  return {
    stack: 'dbcore',
    name: 'vault',
    // Dexie's lowest is -1.
    level: -2,
    create: (core) => ({
      ...core,
      transaction(stores, mode, options) {
        const guarded = mode === 'readwrite' && stores.some((name) => SEALED_TABLES.includes(name));
        const wanted = guarded && !stores.includes(VAULT_TABLE) ? [...stores, VAULT_TABLE] : stores;
        return core.transaction(wanted, mode, options);
      },
      table(name) {
        const table = core.table(name);
        return SEALED_TABLES.includes(name) ? sealedTable(table, core, standing) : table;
      },
    }),
  };
}

function sealedTable(table: DBCoreTable, core: DBCore, standing: Standing): DBCoreTable {
  const { schema } = table;
  const opened = (row: unknown) => openRow(standing.key, row, schema);
  return {
    ...table,
    mutate: (request) =>
      checkVault(core, request.trans, standing).then(() => {
        if (request.type !== 'add' && request.type !== 'put') return table.mutate(request);
        const { id, key } = standing;
        if (id === null) return table.mutate(request);
        if (key === null) throw new VaultError('locked');
        return table.mutate({ ...request, values: request.values.map((row) => sealRow(key, row, schema)) });
      }),
    get: (request) => table.get(request).then(opened),
    getMany: (request) => table.getMany(request).then((rows) => rows.map(opened)),
    query: (request) =>
      table.query(request).then((response) => {
        return request.values ? { ...response, result: response.result.map(opened) } : response;
      }),
    openCursor: (request) =>
      table.openCursor(request).then((cursor) => (cursor && request.values ? openedCursor(cursor, opened) : cursor)),
  };
}

/**
 * Within the very transaction that writes: a vault that another tab made a moment ago is seen, and a tab that does not know it
 * writes nothing in the clear.
 */
function checkVault(core: DBCore, trans: DBCoreTransaction, standing: Standing): Promise<void> {
  return core
    .table(VAULT_TABLE)
    .get({ trans, key: VAULT_KEY })
    .then((record: { vaultId?: unknown } | undefined) => {
      if (record && typeof record.vaultId !== 'string') throw new VaultError('damaged', 'vault');
      if ((record?.vaultId ?? null) !== standing.id) throw new VaultError('elsewhere');
    });
}

/** A browser's cursor tells its keys and value only when asked itself, not by an object that inherits from it. */
function openedCursor(cursor: DBCoreCursor, opened: (row: unknown) => unknown): DBCoreCursor {
  return Object.create(cursor, {
    key: { get: () => cursor.key as unknown },
    primaryKey: { get: () => cursor.primaryKey as unknown },
    value: { get: () => opened(cursor.value) },
  }) as DBCoreCursor;
}
