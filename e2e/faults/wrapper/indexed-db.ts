import { type Calls, replace } from './calls.ts';
import { FailedRequest } from './failed-request.ts';
import type { Op } from './ways.ts';

type Source = IDBObjectStore | IDBIndex;

const REQUESTS = [
  ['add', 'put', 'delete', 'clear', 'get', 'getAll', 'getAllKeys', 'count', 'openCursor', 'openKeyCursor'],
  ['get', 'getAll', 'getAllKeys', 'count', 'openCursor', 'openKeyCursor'],
] as const;

/** Makes calls of IndexedDB fail as they do on a disk that is full or broken, or when the browser closes a database. */
export function wrapIndexedDb(calls: Calls): void {
  replace(
    globalThis.IDBFactory?.prototype,
    'open',
    (original) =>
      function open(this: IDBFactory, ...args) {
        const way = calls.next('indexedDB.open', args[0]);
        if (way === 'denied') throw new DOMException('Access to the database is denied.', 'SecurityError');
        if (way === null) return original.apply(this, args);
        const request = new FailedRequest(null, null);
        setTimeout(() => request.fail(unknown('Internal error opening backing store for indexedDB.open.')));
        return request as unknown as IDBOpenDBRequest;
      },
  );
  replace(
    globalThis.IDBDatabase?.prototype,
    'transaction',
    (original) =>
      function transaction(this: IDBDatabase, ...args) {
        // The browser has closed it, and the event that tells so is still to come.
        if (calls.next('indexedDB.transaction', String(args[0])) === 'closed') this.close();
        return original.apply(this, args);
      },
  );
  replace(
    globalThis.IDBTransaction?.prototype,
    'commit',
    (original) =>
      function commit(this: IDBTransaction) {
        if (withoutRoom.has(this)) fill(this);
        else original.call(this);
      },
  );
  for (const name of REQUESTS[0]) wrapRequest(calls, globalThis.IDBObjectStore?.prototype, name);
  for (const name of REQUESTS[1]) wrapRequest(calls, globalThis.IDBIndex?.prototype, name);
}

type Method = (this: Source, ...args: unknown[]) => IDBRequest;

function wrapRequest(calls: Calls, owner: Source | undefined, name: (typeof REQUESTS)[0][number]): void {
  replace(
    owner as Record<string, Method> | undefined,
    name,
    (original) =>
      function request(this: Source, ...args) {
        const store = 'objectStore' in this ? this.objectStore : this;
        const { transaction } = store;
        switch (calls.next(`indexedDB.${name}` satisfies Op, `${transaction.db.name}/${store.name}`)) {
          case 'error':
            return failedRequest(this, transaction, unknown('Internal error in the backing store.'));
          case 'quota':
            return thenFull(original.apply(this, args), store, transaction);
          case 'closed':
            return thenClosed(original.apply(this, args), transaction);
          default:
            return original.apply(this, args);
        }
      },
  );
}

const unknown = (message: string) => new DOMException(message, 'UnknownError');

/** The error comes while the transaction is active, as a real one does, and ends it unless a listener prevents that. */
function failedRequest(source: Source, transaction: IDBTransaction, error: DOMException): IDBRequest {
  const failed = new FailedRequest(source, transaction);
  // A key that is nowhere.
  const carrier = source.getKey([]);
  carrier.addEventListener('success', () => {
    if (failed.fail(error)) abort(transaction, error);
  });
  carrier.addEventListener('error', () => failed.fail(carrier.error!));
  return failed as unknown as IDBRequest;
}

/** Those for which the disk will be found full. */
const withoutRoom = new WeakSet<IDBTransaction>();

/** What was written is told to be well, and then the whole transaction does not come onto the disk. */
function thenFull(written: IDBRequest, store: IDBObjectStore, transaction: IDBTransaction): IDBRequest {
  withoutRoom.add(transaction);
  written.addEventListener('success', () => {
    // Whoever waits for it goes on first, and may ask for more or for the transaction's end.
    const { getKey } = IDBObjectStore.prototype;
    getKey.call(store, []).addEventListener('success', () => fill(transaction));
  });
  return written;
}

function fill(transaction: IDBTransaction): void {
  if (withoutRoom.delete(transaction)) {
    abort(transaction, new DOMException('The disk is full.', 'QuotaExceededError'));
  }
}

/** Nothing that was asked of it is answered any more. */
function thenClosed(asked: IDBRequest, transaction: IDBTransaction): IDBRequest {
  const { db } = transaction;
  transaction.abort();
  setTimeout(() => {
    db.close();
    db.dispatchEvent(new Event('close'));
  });
  return asked;
}

function abort(transaction: IDBTransaction, error: DOMException): void {
  Object.defineProperty(transaction, 'error', { value: error, configurable: true });
  transaction.abort();
}
