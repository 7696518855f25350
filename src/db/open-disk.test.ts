import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { openDisk } from './open-disk';
import { disk } from './schema';

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  disk.close();
  await disk.delete();
});

/** A request that never succeeds; `fire` names the event it has instead. */
function hanging(fire?: 'blocked'): IDBOpenDBRequest {
  const request = new EventTarget() as IDBOpenDBRequest;
  if (fire) setTimeout(() => request.onblocked?.(new Event(fire) as IDBVersionChangeEvent));
  return request;
}

test("a database that opens is no hindrance, is in nobody's way after that, and opens for the next query", async () => {
  expect(await openDisk()).toBeNull();
  expect(disk.isOpen()).toBe(false);
  expect(await disk.settings.count()).toBe(0);
  expect(disk.isOpen()).toBe(true);
});

test('a browser without one', async () => {
  vi.stubGlobal('indexedDB', undefined);
  expect(await openDisk()).toMatchObject({ cause: 'absent' });
});

test('one that is refused', async () => {
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
    throw new DOMException('no', 'SecurityError');
  });
  expect(await openDisk()).toMatchObject({ cause: 'refused', reason: expect.stringContaining('no') });
});

test('one that does not answer', async () => {
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => hanging());
  expect(await openDisk(30)).toEqual({ cause: 'silent', reason: null });
});

test('one that another tab holds in an older version', async () => {
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => hanging('blocked'));
  expect(await openDisk(100)).toEqual({ cause: 'blocked', reason: null });
});

test('one that a later version wrote, which stays as it is', async () => {
  await disk.open();
  const version = disk.backendDB().version + 10;
  disk.close();
  await new Promise((resolve) => {
    const request = indexedDB.open('hakui', version);
    request.onsuccess = () => {
      request.result.close();
      resolve(null);
    };
  });
  expect(await openDisk()).toMatchObject({ cause: 'newer' });
  expect(disk.isOpen()).toBe(false);
  expect((await indexedDB.databases())[0]?.version).toBe(version);
});
