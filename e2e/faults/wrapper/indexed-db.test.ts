import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Calls } from './calls.ts';
import { wrapIndexedDb } from './indexed-db.ts';
import type { Fired, Op } from './ways.ts';

let told: [Op, Fired | null][] = [];
const calls = new Calls('page', (op, fired) => void told.push([op, fired]));
let database: IDBDatabase;

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function ended(transaction: IDBTransaction): Promise<string> {
  return new Promise((resolve) => {
    transaction.oncomplete = () => resolve('complete');
    transaction.onabort = () => resolve(`aborted: ${transaction.error?.name}`);
  });
}

beforeAll(() => wrapIndexedDb(calls));
beforeEach(async () => {
  calls.arm(null);
  const request = indexedDB.open(crypto.randomUUID());
  request.onupgradeneeded = () => request.result.createObjectStore('rows', { keyPath: 'id' });
  database = await settled(request);
  told = [];
});
afterAll(() => database.close());

const write = () => {
  const transaction = database.transaction('rows', 'readwrite');
  return { transaction, request: transaction.objectStore('rows').put({ id: 1 }) };
};
const kept = () => settled(database.transaction('rows').objectStore('rows').getAll());
const fail = (op: Op, way: string, nth = 1) => calls.arm({ thread: 'page', op, nth, way });

test('without a plan everything goes its way and is counted', async () => {
  const { transaction, request } = write();
  expect(await settled(request)).toBe(1);
  expect(await ended(transaction)).toBe('complete');
  expect(told).toEqual([
    ['indexedDB.transaction', null],
    ['indexedDB.put', null],
  ]);
});

test('the planned call alone fails, once, and says where it was', async () => {
  fail('indexedDB.put', 'error', 2);
  expect(await settled(write().request)).toBe(1);
  await expect(settled(write().request)).rejects.toMatchObject({ name: 'UnknownError' });
  expect(await settled(write().request)).toBe(1);
  expect(told.flatMap(([, fired]) => fired ?? [])).toMatchObject([
    {
      op: 'indexedDB.put',
      nth: 2,
      way: 'error',
      about: `${database.name}/rows`,
      stack: expect.stringContaining('write'),
    },
  ]);
});

test('an error ends its transaction, unless that is prevented', async () => {
  fail('indexedDB.put', 'error');
  expect(await ended(write().transaction)).toBe('aborted: UnknownError');
  fail('indexedDB.put', 'error');
  const { transaction, request } = write();
  request.addEventListener('error', (event) => event.preventDefault());
  expect(await ended(transaction)).toBe('complete');
  expect(await kept()).toEqual([]);
});

test('a full disk is found after the write was told to be well, also where its end was asked for', async () => {
  for (const asksForTheEnd of [false, true]) {
    fail('indexedDB.put', 'quota');
    const { transaction, request } = write();
    const end = ended(transaction);
    request.addEventListener('success', () => asksForTheEnd && transaction.commit());
    expect(await settled(request)).toBe(1);
    expect(await end).toBe('aborted: QuotaExceededError');
    expect(await kept()).toEqual([]);
  }
});

test('a database that the browser closes answers nothing more', async () => {
  fail('indexedDB.put', 'closed');
  // The database of these tests takes no events but its own.
  const closing = new Promise((resolve) => {
    database.dispatchEvent = ({ type }) => {
      resolve(type);
      return true;
    };
  });
  const { transaction, request } = write();
  await expect(settled(request)).rejects.toMatchObject({ name: 'AbortError' });
  expect(await closing).toBe('close');
  expect(transaction.error).toBeNull();
  expect(() => database.transaction('rows')).toThrow(DOMException);
});

test('opening fails by an error or by a refusal', async () => {
  fail('indexedDB.open', 'error');
  await expect(settled(indexedDB.open('a'))).rejects.toMatchObject({ name: 'UnknownError' });
  fail('indexedDB.open', 'denied');
  expect(() => indexedDB.open('a')).toThrow(/denied/);
});
