import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ArtifactFile, ModelArtifacts } from '../artifacts';
import { CacheArtifactStore } from './artifact-store';
import type { BytesReport } from './byte-progress';
import { type DownloadOptions, downloadModel, storedBytes } from './download';
import { Hub } from './testing/hub';
import { MemoryCaches } from './testing/memory-caches';

const FOLDER = '/models/m/resolve/q4f32_1/';

let hub: Hub;
let caches: MemoryCaches;
let store: CacheArtifactStore;
let waits: number[];

beforeEach(async () => {
  hub = new Hub();
  await hub.start();
  caches = new MemoryCaches();
  store = new CacheArtifactStore(caches as unknown as CacheStorage, async () => ({ quota: 1e9, usage: 0 }));
  waits = [];
});

afterEach(() => hub.stop());

/** Bytes without a pattern that a shift or a repetition would leave unnoticed. */
function contents(seed: number, length: number): Uint8Array {
  let state = seed >>> 0 || 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

const hash = (algorithm: 'sha256' | 'md5', bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');

function prepared(files: Record<string, Uint8Array>): ModelArtifacts {
  const listed: ArtifactFile[] = Object.entries(files).map(([name, bytes]) => {
    hub.files.set(FOLDER + name, bytes);
    return {
      url: hub.url(FOLDER + name),
      scope: 'webllm/model',
      bytes: bytes.byteLength,
      sha256: hash('sha256', bytes),
    };
  });
  return artifactsOf(listed);
}

function artifactsOf(files: ArtifactFile[]): ModelArtifacts {
  return {
    modelId: 'm',
    quantization: 'q4f32_1',
    adapterClass: 'software',
    weightsUrl: hub.url(FOLDER),
    libraryUrl: hub.url('/models/m/lib/q4f32_1-software.wasm'),
    files,
    contextWindow: 2048,
    template: { turnStart: '<', headerEnd: ':', turnEnd: '>', systemMessage: 's', stopTokenIds: [2] },
    gpuMemoryBytes: 1,
    largestBufferBytes: 1,
  };
}

function options(more: Partial<DownloadOptions> = {}): DownloadOptions {
  return {
    signal: new AbortController().signal,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
    ...more,
  };
}

/** The SHA-256 of what is in the cache under this name. */
async function kept(name: string): Promise<string | null> {
  const cache = await caches.open('webllm/model');
  const response = await cache.match(hub.url(FOLDER + name));
  return response ? hash('sha256', new Uint8Array(await response.arrayBuffer())) : null;
}

test('files come in whole and are not fetched a second time', async () => {
  const a = contents(1, 300_000);
  const b = contents(2, 70_000);
  const artifacts = prepared({ 'a.bin': a, 'b.bin': b });

  expect(await downloadModel(artifacts, store, options())).toEqual({ downloadedBytes: 370_000 });
  expect(await kept('a.bin')).toBe(hash('sha256', a));
  expect(await kept('b.bin')).toBe(hash('sha256', b));

  hub.requests.length = 0;
  expect(await downloadModel(artifacts, store, options())).toEqual({ downloadedBytes: 0 });
  expect(hub.requests).toEqual([]);
});

test('after a cut only the rest is asked for', async () => {
  const a = contents(3, 500_000);
  const artifacts = prepared({ 'a.bin': a });
  hub.fail(`${FOLDER}a.bin`, { kind: 'cut', afterBytes: 200_000 }, { kind: 'cut', afterBytes: 100_000 });

  await downloadModel(artifacts, store, options());

  expect(await kept('a.bin')).toBe(hash('sha256', a));
  const ranges = hub.requestsFor(`${FOLDER}a.bin`);
  expect(ranges).toHaveLength(3);
  expect(ranges[0]).toBeNull();
  for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-$/);
});

test('a server without ranges sends the file again and the bytes are still right', async () => {
  const a = contents(4, 400_000);
  const artifacts = prepared({ 'a.bin': a });
  hub.ranges = false;
  hub.fail(`${FOLDER}a.bin`, { kind: 'cut', afterBytes: 150_000 });

  await downloadModel(artifacts, store, options());

  expect(await kept('a.bin')).toBe(hash('sha256', a));
});

test('a redirect to a store is followed', async () => {
  const a = contents(5, 1_000);
  const artifacts = prepared({ 'a.bin': a });
  hub.files.set('/store/x', a);
  hub.fail(`${FOLDER}a.bin`, { kind: 'redirect', to: hub.url('/store/x') });

  await downloadModel(artifacts, store, options());

  expect(await kept('a.bin')).toBe(hash('sha256', a));
});

test('a busy server is given the time it asks for', async () => {
  const artifacts = prepared({ 'a.bin': contents(6, 10) });
  hub.fail(
    `${FOLDER}a.bin`,
    { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 503 },
  );

  await downloadModel(artifacts, store, options());

  expect(waits).toEqual([7_000, 2_000, 4_000]);
});

test('a server that stays busy is given up with a network error', async () => {
  const artifacts = prepared({ 'a.bin': contents(7, 10) });
  hub.fail(`${FOLDER}a.bin`, ...Array.from({ length: 20 }, () => ({ kind: 'status', status: 503 }) as const));

  await expect(downloadModel(artifacts, store, options())).rejects.toMatchObject({
    code: 'network',
    details: { url: hub.url(`${FOLDER}a.bin`), reason: 'status 503' },
  });
  expect(hub.requests.length).toBeLessThan(10);
});

test('a connection that falls silent counts as cut', async () => {
  const a = contents(8, 100);
  const artifacts = prepared({ 'a.bin': a });
  hub.fail(`${FOLDER}a.bin`, { kind: 'silence' });

  await downloadModel(artifacts, store, options({ stallMs: 20 }));

  expect(await kept('a.bin')).toBe(hash('sha256', a));
  expect(hub.requestsFor(`${FOLDER}a.bin`)).toHaveLength(2);
});

test('a file that is not there is named, and what came before it stays', async () => {
  const a = contents(9, 100);
  const artifacts = prepared({ 'a.bin': a, 'b.bin': contents(10, 100) });
  hub.files.delete(`${FOLDER}b.bin`);

  await expect(downloadModel(artifacts, store, options())).rejects.toMatchObject({
    code: 'missing-file',
    details: { url: hub.url(`${FOLDER}b.bin`), status: 404 },
  });
  expect(waits).toEqual([]);
});

test('a file with a single wrong byte is refused and not kept', async () => {
  const a = contents(11, 50_000);
  const artifacts = prepared({ 'a.bin': a });
  const wrong = a.slice();
  wrong[49_999]! ^= 1;
  hub.files.set(`${FOLDER}a.bin`, wrong);

  await expect(downloadModel(artifacts, store, options())).rejects.toMatchObject({
    code: 'wrong-hash',
    details: { url: hub.url(`${FOLDER}a.bin`), expected: hash('sha256', a), actual: hash('sha256', wrong) },
  });
  expect(caches.urls()).toEqual([]);

  hub.files.set(`${FOLDER}a.bin`, a);
  await downloadModel(artifacts, store, options());
  expect(await kept('a.bin')).toBe(hash('sha256', a));
});

test.each([
  ['longer', 60_000],
  ['shorter', 40_000],
])('a file %s than stated is refused and not kept', async (_, length) => {
  const artifacts = prepared({ 'a.bin': contents(12, 50_000) });
  hub.files.set(`${FOLDER}a.bin`, contents(12, length));

  await expect(downloadModel(artifacts, store, options())).rejects.toMatchObject({ code: 'wrong-hash' });
  expect(caches.urls()).toEqual([]);
});

test('cancelling stops at once, keeps nothing half, and what was whole is used next time', async () => {
  const a = contents(13, 1_000);
  const artifacts = prepared({ 'a.bin': a, 'b.bin': contents(14, 1_000) });
  hub.fail(`${FOLDER}b.bin`, { kind: 'silence' });
  const controller = new AbortController();
  const running = downloadModel(
    artifacts,
    store,
    options({
      signal: controller.signal,
      onProgress: ({ loadedBytes }) => {
        if (loadedBytes === 1_000) setTimeout(() => controller.abort());
      },
    }),
  );

  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  expect(caches.urls()).toEqual([hub.url(`${FOLDER}a.bin`)]);

  hub.requests.length = 0;
  await downloadModel(artifacts, store, options());
  expect(hub.requestsFor(`${FOLDER}a.bin`)).toEqual([]);
});

test('cancelling ends a long wait for a busy server', async () => {
  const artifacts = prepared({ 'a.bin': contents(15, 10) });
  hub.fail(`${FOLDER}a.bin`, { kind: 'status', status: 503, headers: { 'retry-after': '100' } });
  const controller = new AbortController();
  const { wait: _, ...real } = options({ signal: controller.signal });
  const running = downloadModel(artifacts, store, real);
  await expect.poll(() => hub.requests.length).toBe(1);
  controller.abort();

  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
});

test('a device without room is told so before anything is fetched', async () => {
  const artifacts = prepared({ 'a.bin': contents(16, 1_000) });
  store = new CacheArtifactStore(caches as unknown as CacheStorage, async () => ({ quota: 5_000, usage: 4_500 }));

  await expect(downloadModel(artifacts, store, options())).rejects.toMatchObject({
    code: 'storage-full',
    details: { neededBytes: 1_000, freeBytes: 500 },
  });
  expect(hub.requests).toEqual([]);
});

test('a quota that runs out on the way is storage-full too', async () => {
  const artifacts = prepared({ 'a.bin': contents(17, 1_000) });
  caches.quota = 500;

  await expect(downloadModel(artifacts, store, options())).rejects.toMatchObject({
    code: 'storage-full',
    details: { neededBytes: 1_000 },
  });
});

test('a model prepared anew replaces the files that changed and removes those that went', async () => {
  const same = contents(18, 500);
  await downloadModel(
    prepared({ 'same.bin': same, 'changed.bin': contents(19, 500), 'gone.bin': contents(20, 5) }),
    store,
    options(),
  );
  const changed = contents(21, 600);
  const next = prepared({ 'same.bin': same, 'changed.bin': changed });
  hub.requests.length = 0;

  await downloadModel(next, store, options());

  expect(hub.requests.map(({ path }) => path)).toEqual([`${FOLDER}changed.bin`]);
  expect(await kept('changed.bin')).toBe(hash('sha256', changed));
  expect(await kept('gone.bin')).toBeNull();
});

test('progress counts every byte once, over cuts too', async () => {
  const artifacts = prepared({ 'a.bin': contents(22, 300_000), 'b.bin': contents(23, 1_000) });
  hub.fail(`${FOLDER}a.bin`, { kind: 'cut', afterBytes: 100_000 });
  const reports: BytesReport[] = [];

  await downloadModel(artifacts, store, options({ onProgress: (report) => reports.push(report) }));

  const loaded = reports.map(({ loadedBytes }) => loadedBytes);
  expect(loaded[0]).toBe(0);
  expect(loaded.at(-1)).toBe(301_000);
  expect(loaded).toEqual(loaded.toSorted((x, y) => x - y));
  expect(new Set(reports.map(({ totalBytes }) => totalBytes))).toEqual(new Set([301_000]));
});

function published(shard: Uint8Array, list: unknown): ModelArtifacts {
  hub.files.set(`${FOLDER}params_shard_0.bin`, shard);
  hub.files.set(`${FOLDER}tensor-cache.json`, new TextEncoder().encode(JSON.stringify(list)));
  return artifactsOf([
    { url: hub.url(`${FOLDER}tensor-cache.json`), scope: 'webllm/model', bytes: null, sha256: null },
  ]);
}

test('a published model is learnt from tensor-cache.json and held to its MD5', async () => {
  const shard = contents(24, 2_000);
  const artifacts = published(shard, {
    metadata: {},
    records: [{ dataPath: 'params_shard_0.bin', nbytes: 2_000, md5sum: hash('md5', shard), records: [] }],
  });

  expect(await storedBytes(artifacts, store)).toMatchObject({ loadedBytes: 0 });
  await downloadModel(artifacts, store, options());
  expect(await kept('params_shard_0.bin')).toBe(hash('sha256', shard));
  expect(await storedBytes(artifacts, store)).toMatchObject({ loadedBytes: 2_000, totalBytes: 2_000 });

  caches.scopes.clear();
  hub.files.set(`${FOLDER}params_shard_0.bin`, contents(25, 2_000));
  await expect(downloadModel(artifacts, store, options())).rejects.toMatchObject({ code: 'wrong-hash' });
  expect(await kept('params_shard_0.bin')).toBeNull();
});

test('an unreadable tensor-cache.json names the field and does not stay', async () => {
  const artifacts = published(contents(26, 1), { records: [{ dataPath: '../../evil', nbytes: 2_000 }] });

  await expect(downloadModel(artifacts, store, options())).rejects.toMatchObject({
    code: 'bad-file',
    details: { reason: expect.stringContaining('records.0.dataPath') },
  });
  expect(caches.urls()).toEqual([]);
});
