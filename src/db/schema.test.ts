import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { HakuiDatabase } from './schema';

/** Release 1 as a browser made it, stated apart from schema.ts: a change to a released shape must fail here. */
function openRelease1(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    // Dexie multiplies its versions by ten.
    const request = indexedDB.open(name, 10);
    request.onupgradeneeded = () => {
      const conversations = request.result.createObjectStore('conversations', { keyPath: 'id' });
      conversations.createIndex('updatedAt', 'updatedAt');
      const messages = request.result.createObjectStore('messages', { keyPath: 'id' });
      messages.createIndex('conversationId', 'conversationId');
      messages.createIndex('state', 'state');
      request.result.createObjectStore('settings', { keyPath: 'key' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** What release 2 added, stated apart in the same way. */
const RELEASE_2 = {
  datasets: 'id',
  datasetItems: 'id',
  protocols: 'hash',
  runs: 'id',
  samples: ['runId', 'index'],
  transcripts: ['runId', 'index'],
} as const;

test('a database of release 1 opens and keeps its rows', async () => {
  const old = await openRelease1('release-1');
  const write = old.transaction(['conversations', 'messages', 'settings'], 'readwrite');
  write.objectStore('conversations').add({ id: 'c', title: '題', createdAt: 1, updatedAt: 2, leafId: 'a' });
  write.objectStore('messages').add({
    id: 'q',
    conversationId: 'c',
    parentId: null,
    role: 'user',
    text: '質問',
    createdAt: 1,
  });
  write.objectStore('messages').add({
    id: 'a',
    conversationId: 'c',
    parentId: 'q',
    role: 'assistant',
    text: '回答',
    createdAt: 2,
    state: 'complete',
    model: { id: 'm', name: 'M' },
    usage: null,
    failure: null,
  });
  write.objectStore('settings').add({ key: 'firstRunDone', value: true });
  await new Promise((resolve) => {
    write.oncomplete = resolve;
  });
  old.close();

  const database = new HakuiDatabase('release-1');
  expect(await database.conversations.orderBy('updatedAt').toArray()).toHaveLength(1);
  expect(await database.messages.where('conversationId').equals('c').toArray()).toMatchObject([
    { text: '回答' },
    { text: '質問' },
  ]);
  // What later releases store beside it is absent, not undefined by a migration.
  expect(await database.messages.get('a')).not.toHaveProperty('leftOut');
  await database.messages
    .where('id')
    .equals('a')
    .modify((message) => {
      if (message.role === 'assistant') message.leftOut = 2;
    });
  expect(await database.messages.get('a')).toMatchObject({ text: '回答', leftOut: 2 });
  expect(await database.settings.get('firstRunDone')).toEqual({ key: 'firstRunDone', value: true });
  expect(await database.runs.toArray()).toEqual([]);
  expect(database.verno).toBe(5);
  database.close();
});

test('a database of release 2 opens, keeps its rows and has room for the handles of imports', async () => {
  (await openRelease1('release-2')).close();
  const old = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('release-2', 20);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(RELEASE_2)) {
        const store = request.result.createObjectStore(name, { keyPath: keyPath as string | string[] });
        if (name === 'runs') store.createIndex('createdAt', 'createdAt');
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const write = old.transaction(['runs', 'samples'], 'readwrite');
  write.objectStore('runs').add({ id: 'r', createdAt: 1 });
  write.objectStore('samples').add({ runId: 'r', index: 0 });
  await new Promise((resolve) => {
    write.oncomplete = resolve;
  });
  old.close();

  const database = new HakuiDatabase('release-2');
  expect(await database.runs.orderBy('createdAt').toArray()).toHaveLength(1);
  expect(await database.samples.get(['r', 0])).toBeDefined();
  await database.importHandles.put({ id: 'm', handles: [] });
  expect(await database.importHandles.get('m')).toEqual({ id: 'm', handles: [] });
  database.close();
});

test('a database of release 3 opens, keeps its rows and has no vault', async () => {
  (await openRelease1('release-3')).close();
  const old = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('release-3', 30);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(RELEASE_2)) {
        const store = request.result.createObjectStore(name, { keyPath: keyPath as string | string[] });
        if (name === 'runs') store.createIndex('createdAt', 'createdAt');
      }
      request.result.createObjectStore('importHandles', { keyPath: 'id' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const write = old.transaction('runs', 'readwrite');
  write.objectStore('runs').add({ id: 'r', createdAt: 1 });
  await new Promise((resolve) => {
    write.oncomplete = resolve;
  });
  old.close();

  const database = new HakuiDatabase('release-3');
  expect(await database.runs.toArray()).toEqual([{ id: 'r', createdAt: 1 }]);
  expect(await database.vault.count()).toBe(0);
  database.close();
});

test('a database of release 4 opens, keeps its rows and its vault, and has room for what was not sent', async () => {
  (await openRelease1('release-4')).close();
  const old = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('release-4', 40);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(RELEASE_2)) {
        const store = request.result.createObjectStore(name, { keyPath: keyPath as string | string[] });
        if (name === 'runs') store.createIndex('createdAt', 'createdAt');
      }
      request.result.createObjectStore('importHandles', { keyPath: 'id' });
      request.result.createObjectStore('vault', { keyPath: 'id' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const write = old.transaction(['conversations', 'vault'], 'readwrite');
  write.objectStore('conversations').add({ id: 'c', title: 't', createdAt: 1, updatedAt: 1, leafId: null });
  write.objectStore('vault').add({ id: 'vault', vaultId: 'v' });
  await new Promise((resolve) => {
    write.oncomplete = resolve;
  });
  old.close();

  const database = new HakuiDatabase('release-4', { sealed: false });
  expect(await database.conversations.toArray()).toHaveLength(1);
  expect(await database.vault.get('vault')).toEqual({ id: 'vault', vaultId: 'v' });
  await database.drafts.put({ id: '', text: 'typed' });
  expect(await database.drafts.get('')).toEqual({ id: '', text: 'typed' });
  database.close();
});
