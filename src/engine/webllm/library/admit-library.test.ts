import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ArtifactFile, ModelArtifacts } from '@/models/artifacts';
import { downloadModel } from '@/models/download/download';
import { contents, hash, TestDevice } from '@/models/download/testing/test-device';
import { createSeenLibraries } from '@/models/storage/seen-libraries';
import { admitLibrary } from './admit-library';
import { moduleOf } from './testing/libraries';
import { CALLED } from './web-llm-abi';

/** A publisher's model of one tensor, on a hub that may change it. */
const TENSOR = { name: 'w', shape: [8, 4], dtype: 'uint32' };
const SHARD = contents(1, 128);
const LIST = {
  records: [{ dataPath: 'params_shard_0.bin', nbytes: 128, md5sum: hash('md5', SHARD), records: [TENSOR] }],
};

function library(change: object = {}): Uint8Array {
  const metadata = {
    model_type: 'qwen2',
    quantization: 'q4f32_1',
    params: [TENSOR],
    prefill_chunk_size: 128,
    ...change,
  };
  return moduleOf([], CALLED, JSON.stringify(metadata));
}

const LIBRARY = '/libs/qwen2.wasm';
let d: TestDevice;
let model: ModelArtifacts;

beforeEach(async () => {
  d = new TestDevice();
  await d.hub.start();
  const published = d.published(SHARD, LIST);
  d.hub.files.set('/models/m/resolve/q4f32_1/mlc-chat-config.json', new TextEncoder().encode('{"vocab_size": 8}'));
  d.hub.files.set(LIBRARY, library());
  const unstated = (url: string, scope: ArtifactFile['scope']) => ({ url, scope, bytes: null, sha256: null });
  model = {
    ...published,
    libraryUrl: d.hub.url(LIBRARY),
    files: [
      ...published.files,
      unstated(`${published.weightsUrl}mlc-chat-config.json`, 'webllm/config'),
      unstated(d.hub.url(LIBRARY), 'webllm/wasm'),
    ],
  };
});

afterEach(() => d.hub.stop());

function load(artifacts = model): Promise<unknown> {
  const seen = createSeenLibraries(async () => d.disk.handle);
  const beforeWeights = () => admitLibrary(artifacts, d.store, seen);
  return downloadModel(artifacts, d.store, d.options({ beforeWeights }));
}

/** As if the browser had evicted it, or a person removed the model. */
const forgetLibrary = () => d.store.remove({ url: d.hub.url(LIBRARY), scope: 'webllm/wasm' });
const shardRequests = () => d.hub.requests.filter(({ path }) => path.endsWith('.bin'));

test('a library that changes under its address is refused, and the first one still taken', async () => {
  const [first, second] = [library(), library({ model_type: 'qwen3' })];
  await load();
  await load();
  await forgetLibrary();
  d.hub.files.set(LIBRARY, second);
  await expect(load()).rejects.toMatchObject({
    code: 'library-changed',
    details: { url: d.hub.url(LIBRARY), expected: hash('sha256', first), actual: hash('sha256', second) },
  });
  expect(await d.addresses()).not.toContain(d.hub.url(LIBRARY));
  await expect(load()).rejects.toMatchObject({ code: 'library-changed' });

  d.hub.files.set(LIBRARY, first);
  await load();
  expect(await d.addresses()).toContain(d.hub.url(LIBRARY));
});

test('a library that does not fit is not the one to be remembered', async () => {
  d.hub.files.set(LIBRARY, library({ params: [{ ...TENSOR, shape: [4, 8] }] }));
  await expect(load()).rejects.toMatchObject({
    code: 'bad-library',
    details: { parameter: 'w', expected: '4 × 8 uint32' },
  });
  d.hub.files.set(LIBRARY, new TextEncoder().encode('no program'));
  await expect(load()).rejects.toMatchObject({ code: 'bad-library', details: { context: 'damaged' } });
  expect(shardRequests()).toEqual([]);
  d.hub.files.set(LIBRARY, library());
  await load();
  expect(shardRequests()).toHaveLength(1);
});

test('a library whose digest a record states is held to that', async () => {
  const stated = (bytes: Uint8Array): ModelArtifacts => ({
    ...model,
    files: model.files.map((file) =>
      file.scope === 'webllm/wasm' ? { ...file, sha256: hash('sha256', bytes) } : file,
    ),
  });
  await expect(load(stated(library({ model_type: 'qwen3' })))).rejects.toMatchObject({ code: 'wrong-hash' });
  expect(shardRequests()).toEqual([]);
  await load(stated(library()));
});

test('weights that changed under a stored list are fetched anew after they were refused', async () => {
  d.hub.files.set('/models/m/resolve/q4f32_1/tensor-cache.json', new TextEncoder().encode('{"records": [{}]}'));
  await expect(load()).rejects.toMatchObject({ code: 'bad-file' });
  const older = { records: [{ ...LIST.records[0], records: [{ ...TENSOR, dtype: 'float16' }] }] };
  d.hub.files.set('/models/m/resolve/q4f32_1/tensor-cache.json', new TextEncoder().encode(JSON.stringify(older)));
  await expect(load()).rejects.toMatchObject({ code: 'bad-library', details: { found: '8 × 4 float16' } });
  d.hub.files.set('/models/m/resolve/q4f32_1/tensor-cache.json', new TextEncoder().encode(JSON.stringify(LIST)));
  await load();
});
