import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { db } from '@/db/schema';
import { readSettings, writeSetting } from '@/db/settings';
import { processor } from '@/test/devices';
import { FakeEngine } from '@/test/fake-engine';
import { createTestModels } from '@/test/models';
import { Manifest } from '../../model-config/models/manifest.ts';
import { records } from './catalog';
import { Hub } from './download/testing/hub';
import { contents } from './download/testing/test-device';
import { licenceKey } from './licence';
import { readPrepared } from './prepared';
import type { ArtifactStore } from './storage/artifact-store';
import { createArtifactStore } from './storage/artifact-store';
import { createStoredManifests } from './storage/stored-manifests';
import { MemoryDirectory } from './storage/testing/memory-directory';
import type { ModelsStore } from './store';
import { performOn } from './tasks/perform';

/* A small model on a server, the real store of files in memory, real downloads: only the engine is a fake. */

const TINY = 'hakui-tiny';
const MINE = 'my-own';
const PUBLISHED = 'qwen2-7b-instruct';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const files = {
  'resolve/q4f32_1/tensor-cache.json': contents(1, 500),
  'resolve/q4f32_1/params_shard_0.bin': contents(2, 9_000),
  'lib/q4f32_1-software.wasm': contents(3, 4_000),
};
const described = (path: keyof typeof files) => ({ path, bytes: files[path].byteLength, sha256: sha256(files[path]) });

function manifestOf(id: string): Manifest {
  const tiny = records.find((record) => record.id === TINY)!;
  return Manifest.parse({
    format: 1,
    id,
    ...(id === MINE && { record: { ...tiny, id: MINE, name: 'My own', role: 'general' } }),
    convertedFrom: 'a'.repeat(64),
    variants: [
      {
        quantization: 'q4f32_1',
        files: [described('resolve/q4f32_1/tensor-cache.json'), described('resolve/q4f32_1/params_shard_0.bin')],
        libraries: [{ ...described('lib/q4f32_1-software.wasm'), adapterClass: 'software' }],
      },
    ],
  });
}

let hub: Hub;
let engine: FakeEngine;
let disk: MemoryDirectory;
let artifacts: ArtifactStore;
let store: ModelsStore;

beforeEach(async () => {
  await db.settings.clear();
  await writeSetting('acceptedLicences', [...records.map(licenceKey), `${MINE} LicenseRef-Hakui-Fixture-NC`]);
  hub = new Hub();
  await hub.start();
  for (const [path, bytes] of Object.entries(files)) hub.files.set(`/models/${TINY}/${path}`, bytes);
  const put = (path: string, json: unknown) => hub.files.set(path, new TextEncoder().encode(JSON.stringify(json)));
  put('/models/index.json', { format: 1, models: [TINY] });
  put(`/models/${TINY}/manifest.json`, manifestOf(TINY));
  disk = new MemoryDirectory();
  artifacts = createArtifactStore(
    async () => disk.handle,
    async () => ({ quota: 1e9, usage: 0 }),
  );
  engine = new FakeEngine();
  store = createTestModels(engine, {
    modelsUrl: hub.url('/models/'),
    describeDevice: async () => processor,
    readPrepared,
    imported: createStoredManifests(async () => disk.handle),
    artifacts,
    runTask: performOn(artifacts),
  });
  await store.getState().examine();
  hub.requests.length = 0;
});

afterEach(() => hub.stop());

const entry = (id = TINY) => store.getState().entries.find(({ record }) => record.id === id)!;
const fileRequests = () =>
  hub.requests
    .map(({ path }) => path)
    .filter((path) => !path.endsWith('manifest.json') && !path.endsWith('index.json'));

async function importMine(): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    const url = hub.url(`/models/${MINE}/${path}`);
    const scope = url.endsWith('.wasm') ? 'webllm/wasm' : 'webllm/model';
    const writer = await artifacts.create({ url, scope });
    await writer.write(new Uint8Array(bytes));
    await writer.close({ algorithm: 'sha256', value: sha256(bytes) });
  }
  await createStoredManifests(async () => disk.handle).write(manifestOf(MINE));
  await store.getState().examine();
}

test('a prepared model is beside the page until it is downloaded, which needs no load', async () => {
  expect(entry()).toMatchObject({ shelf: 'here', besidePage: true, stored: { bytes: 0, complete: false } });
  await store.getState().download(TINY);
  expect(entry()).toMatchObject({ besidePage: true, stored: { bytes: 13_500, complete: true } });
  expect(store.getState().tasks[TINY]).toEqual({
    state: 'done',
    result: { kind: 'download', downloadedBytes: 13_500 },
  });
  expect(store.getState().storage).toEqual({ bytes: 13_500, strayBytes: 0 });
  expect(engine.status.state).toBe('idle');
});

test('with the server gone only what was downloaded is here', async () => {
  const lists = await readPrepared(hub.url('/models/'));
  const offline = createTestModels(engine, {
    modelsUrl: hub.url('/models/'),
    describeDevice: async () => processor,
    readPrepared: async () => ({ ...lists, offline: true }),
    artifacts,
  });
  const shelf = () => offline.getState().entries.find(({ record }) => record.id === TINY)?.shelf;
  await offline.getState().examine();
  expect(shelf()).toBe('addable');
  await store.getState().download(TINY);
  await offline.getState().examine();
  expect(shelf()).toBe('here');
});

test.each([
  ['verify', new DOMException('the disk is gone', 'InvalidStateError'), 'storage-failed'],
  ['repair', new DOMException('the disk is gone', 'UnknownError'), 'storage-failed'],
  ['download', new DOMException('no room', 'QuotaExceededError'), 'storage-full'],
] as const)('%s on private files that fail ends as failed, and the next one is begun', async (kind, error, code) => {
  await importMine();
  for (const name of ['find', 'findAny', 'create'] as const) {
    vi.spyOn(artifacts, name).mockRejectedValue(error);
  }
  const id = kind === 'download' ? TINY : MINE;
  await store.getState()[kind](id);
  expect(store.getState().tasks[id]).toMatchObject({ state: 'failed', kind, failure: { code } });
  vi.restoreAllMocks();
  await store.getState()[kind](id);
  expect(store.getState().tasks[id]).toMatchObject({ state: 'done' });
});

test('a published model is here once all of it is, not with its first file', async () => {
  const gpu = createTestModels(engine, { artifacts });
  await gpu.getState().examine();
  const qwen = () => gpu.getState().entries.find(({ record }) => record.id === PUBLISHED)!;
  expect(qwen().shelf).toBe('addable');
  const { availability } = qwen();
  if (availability.state !== 'ready') throw new Error('published models load without set-up');
  const { weightsUrl, libraryUrl } = availability.artifacts;
  const keep = async (url: string, scope: 'webllm/model' | 'webllm/config' | 'webllm/wasm', text = 'x') => {
    await artifacts.write({ url, scope, bytes: null, digest: null }, new Blob([text]).stream());
    await gpu.getState().examine();
  };
  await keep(
    `${weightsUrl}tensor-cache.json`,
    'webllm/model',
    '{"records":[{"dataPath":"params_shard_0.bin","nbytes":1,"records":[]}]}',
  );
  await keep(`${weightsUrl}mlc-chat-config.json`, 'webllm/config');
  await keep(`${weightsUrl}tokenizer.json`, 'webllm/model');
  await keep(libraryUrl, 'webllm/wasm');
  expect(qwen().shelf).toBe('addable');
  await keep(`${weightsUrl}params_shard_0.bin`, 'webllm/model');
  expect(qwen()).toMatchObject({ shelf: 'here', besidePage: false });

  // JMedLLM would use the same library, but nothing of it is here.
  await gpu.getState().remove(PUBLISHED);
  expect(await artifacts.addresses()).toEqual([]);
});

test('a flipped byte is found, and repair with that knowledge makes one request', async () => {
  await store.getState().download(TINY);
  const shard = [...disk.all()].find(([path, bytes]) => path.endsWith('.bin') && bytes.byteLength === 9_000)!;
  shard[1][8_999]! ^= 1;
  await store.getState().verify(TINY);
  const bad = { path: 'resolve/q4f32_1/params_shard_0.bin', bytes: 9_000, state: 'wrong' };
  expect(store.getState().tasks[TINY]).toMatchObject({
    state: 'done',
    result: { files: expect.arrayContaining([bad]) },
  });
  // From here it is as if the file were not there: a load fetches it, and without the server there is no such model.
  expect(entry().stored.complete).toBe(false);
  hub.requests.length = 0;
  await store.getState().repair(TINY);
  expect(entry().stored.complete).toBe(true);
  expect(fileRequests()).toEqual([`/models/${TINY}/resolve/q4f32_1/params_shard_0.bin`]);
  await store.getState().verify(TINY);
  expect(store.getState().tasks[TINY]).toMatchObject({
    result: { files: [{ state: 'right' }, { state: 'right' }, { state: 'right' }] },
  });
});

test('a full disk and a cancelled download say so, or nothing; what came whole stays', async () => {
  disk.disk.quota = 6_000;
  await store.getState().download(TINY);
  expect(store.getState().tasks[TINY]).toMatchObject({ state: 'failed', failure: { code: 'storage-full' } });
  disk.disk.quota = Number.POSITIVE_INFINITY;
  hub.requests.length = 0;
  hub.fail(`/models/${TINY}/resolve/q4f32_1/params_shard_0.bin`, { kind: 'silence' });
  const running = store.getState().download(TINY);
  await expect.poll(fileRequests).toContain(`/models/${TINY}/resolve/q4f32_1/params_shard_0.bin`);
  store.getState().cancelTask(TINY);
  await running;
  expect(store.getState().tasks).toEqual({});
  expect(entry().stored.complete).toBe(false);
});

test('loading a model that is being downloaded ends the download first', async () => {
  hub.fail(`/models/${TINY}/resolve/q4f32_1/params_shard_0.bin`, { kind: 'silence' });
  const running = store.getState().download(TINY);
  await expect.poll(() => store.getState().tasks[TINY]?.state).toBe('working');
  void store.getState().load(TINY);
  await running;
  await expect.poll(() => engine.status).toMatchObject({ state: 'loading', modelId: TINY });
  expect(store.getState().tasks).toEqual({});
});

test('deleting unloads, frees all of it, and forgets it; beside the page it is still to be had', async () => {
  await store.getState().download(TINY);
  void store.getState().choose(TINY);
  await expect.poll(() => engine.status.state).toBe('loading');
  engine.finishLoad();
  await store.getState().remove(TINY);
  expect(engine.status.state).toBe('idle');
  expect(await artifacts.addresses()).toEqual([]);
  expect(disk.disk.used).toBe(0);
  expect((await readSettings()).lastModel).toBeNull();
  expect(entry()).toMatchObject({ shelf: 'here', stored: { bytes: 0, complete: false } });
});

test('an imported model is here by its files, and gone with them and its manifest', async () => {
  await importMine();
  expect(entry(MINE)).toMatchObject({
    shelf: 'here',
    origin: 'imported',
    besidePage: false,
    stored: { complete: true },
  });
  await store.getState().remove(MINE);
  expect(store.getState().entries.some(({ record }) => record.id === MINE)).toBe(false);
  expect(await artifacts.addresses()).toEqual([]);
});

test('an imported model goes out to a folder as it came in', async () => {
  await importMine();
  const stick = new MemoryDirectory();
  await store.getState().exportTo(MINE, stick.handle as unknown as FileSystemDirectoryHandle);
  const all = stick.all(`models/`);
  expect(JSON.parse(new TextDecoder().decode(all.get(`models/${MINE}/manifest.json`)))).toEqual(manifestOf(MINE));
  for (const [path, bytes] of Object.entries(files))
    expect(sha256(all.get(`models/${MINE}/${path}`)!)).toBe(sha256(bytes));
});

test('files that no model knows are counted, and can be removed without touching the others', async () => {
  await store.getState().download(TINY);
  const gone = { url: hub.url('/models/removed/resolve/q4f32_1/a.bin'), scope: 'webllm/model' } as const;
  await artifacts.write({ ...gone, bytes: null, digest: null }, new Blob(['1234']).stream());
  await store.getState().examine();
  expect(store.getState().storage).toEqual({ bytes: 13_504, strayBytes: 4 });
  await store.getState().removeStray();
  expect(store.getState().storage).toEqual({ bytes: 13_500, strayBytes: 0 });
});
