import 'fake-indexeddb/auto';
import { inspect } from 'node:util';
import { expect, test, vi } from 'vitest';
import { listConversations } from './conversations';
import { startConversation } from './messages';
import { db, disk, keepInMemory } from './schema';
import { acceptLicence, readSettings, writeSetting } from './settings';

test('what is kept in memory is in no database of the browser, and gone when memory is taken anew', async () => {
  await startConversation('before', 'on the disk');
  await keepInMemory();
  expect(await listConversations()).toEqual([]);
  await startConversation('title', 'a question');
  await writeSetting('lastModel', 'a');
  expect(await listConversations()).toMatchObject([{ title: 'title' }]);
  expect(await disk.conversations.toArray()).toMatchObject([{ title: 'before' }]);
  expect(await disk.settings.get('lastModel')).toBeUndefined();
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['hakui']);

  const first = db;
  await keepInMemory();
  expect(db).not.toBe(first);
  expect(await listConversations()).toEqual([]);
  expect((await readSettings()).lastModel).toBeNull();
  expect(first.isOpen()).toBe(false);
  await expect(first.conversations.count()).rejects.toThrow();
});

test('an accepted licence is on the disk, so that it is asked for once', async () => {
  await keepInMemory();
  await Promise.all([acceptLicence('a MIT'), acceptLicence('b MIT')]);
  await keepInMemory();
  expect((await readSettings()).acceptedLicences.toSorted()).toEqual(['a MIT', 'b MIT']);
});

test('other tabs are told that rows changed, and not a word of them', async () => {
  const told: unknown[] = [];
  vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation((message) => void told.push(message));
  await keepInMemory();
  await startConversation('a secret title', 'a secret question');
  await vi.waitFor(() => expect(told).not.toEqual([]));
  const words = inspect(told, { depth: null, maxArrayLength: null });
  expect(words).toContain('hakui-memory-');
  expect(words).not.toContain('secret');
});
