import { beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeLocks } from '@/test/fake-locks';
import { type ArtifactStore, createArtifactStore } from './artifact-store';
import { createStoredManifests } from './stored-manifests';
import { MemoryDirectory } from './testing/memory-directory';
import type { Locks } from './writing-lock';

const place = { url: 'http://localhost/models/m/resolve/q4f32_1/a.bin', scope: 'webllm/model' } as const;
const bytes = new Uint8Array([1, 2, 3]);
let disk: MemoryDirectory;
let locks: Locks;
/** Of one tab; `other` is that of another. */
let store: ArtifactStore;
let other: ArtifactStore;

beforeEach(() => {
  disk = new MemoryDirectory();
  locks = new FakeLocks() as unknown as Locks;
  const open = () =>
    createArtifactStore(
      async () => disk.handle,
      async () => ({ quota: 1e9, usage: 0 }),
      locks,
    );
  store = open();
  other = open();
});

const models = () => disk.folders.get('tvmjs-opfs-store')!.folders.get('webllm')!.folders.get('model')!;

async function keep(): Promise<void> {
  const writer = await store.create(place);
  await writer.write(bytes);
  await writer.close(null);
}

test('what is whole stays', async () => {
  await keep();
  expect(await store.sweep()).toBe(0);
  expect(await store.find({ ...place, bytes: 3, digest: null })).not.toBeNull();
});

test('payloads and records without the other, and half-written copies, go', async () => {
  await keep();
  const before = [...models().files.keys()];
  models().files.set(`${'a'.repeat(64)}.bin`, bytes);
  models().files.set(`${'b'.repeat(64)}.record.json`, new TextEncoder().encode('{}'));
  models().files.set(`${'c'.repeat(64)}.bin.crswap`, bytes);
  models().files.set('something of somebody else', bytes);
  expect(await store.sweep()).toBe(3);
  expect([...models().files.keys()]).toEqual([...before, 'something of somebody else']);
});

test('nothing is swept while anybody writes, and a crash loses the file in flight only', async () => {
  await keep();
  const writer = await other.create({ ...place, url: `${place.url}2` });
  await writer.write(bytes);
  models().files.set('x.bin.crswap', bytes);
  expect(await store.sweep()).toBe(0);
  expect(models().files.has('x.bin.crswap')).toBe(true);
  await writer.abandon();
  // What a crash would leave: the payload that was opened, and the browser's copy.
  models().files.set('y.bin', new Uint8Array());
  expect(await store.sweep()).toBe(2);
  expect(await store.addresses()).toEqual([{ ...place, bytes: 3 }]);
});

test('a writer that fails to open gives the lock back', async () => {
  disk.disk.quota = 0;
  const writer = await store.create(place);
  await expect(writer.write(bytes)).rejects.toMatchObject({ code: 'storage-full' });
  await writer.abandon();
  models().files.set('x.bin.crswap', bytes);
  expect(await store.sweep()).toBe(1);
});

describe('a file that the browser has longer than its writer', () => {
  const inUse = () => new DOMException('In use.', 'NoModificationAllowedError');

  test('is removed once it is let go', async () => {
    await keep();
    const removal = vi.spyOn(models(), 'removeEntry').mockRejectedValueOnce(inUse()).mockRejectedValueOnce(inUse());
    await store.remove(place);
    expect(models().files.size).toBe(0);
    expect(removal).toHaveBeenCalledTimes(4);
  });

  test('is told of where it was to be removed and is never let go', async () => {
    await keep();
    vi.spyOn(models(), 'removeEntry').mockRejectedValue(inUse());
    await expect(store.remove(place)).rejects.toMatchObject({ name: 'NoModificationAllowedError' });
  });

  test('does not hide why its writing failed: it counts as not there, and is swept later', async () => {
    const fail = () => {
      vi.spyOn(models(), 'removeEntry').mockRejectedValue(inUse());
      throw new Error('the server went away');
    };
    const failing = new ReadableStream<Uint8Array<ArrayBuffer>>({ pull: fail }, { highWaterMark: 0 });
    await expect(store.write({ ...place, bytes: 3, digest: null }, failing)).rejects.toThrow('the server went away');
    vi.restoreAllMocks();
    expect(await store.findAny(place)).toBeNull();
    expect(await store.sweep()).toBe(1);
  });
});

test("a half-written manifest is no model that can't be read", async () => {
  const manifests = createStoredManifests(async () => disk.handle);
  await manifests.read();
  disk.folders.get('hakui')!.folders.get('models')!.files.set('m.json.crswap', bytes);
  expect(await manifests.read()).toEqual({ manifests: new Map(), problems: [] });
});
