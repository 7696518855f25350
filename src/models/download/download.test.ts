import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelArtifacts } from '../artifacts';
import type { BytesReport } from './byte-progress';
import { downloadModel, storedBytes } from './download';
import { contents, FOLDER, hash, TestDevice } from './testing/test-device';

let d: TestDevice;

beforeEach(async () => {
  d = new TestDevice();
  await d.hub.start();
});

afterEach(() => d.hub.stop());

test('files come in whole and are not fetched a second time', async () => {
  const a = contents(1, 300_000);
  const b = contents(2, 70_000);
  const artifacts = d.prepared({ 'a.bin': a, 'b.bin': b });

  expect(await downloadModel(artifacts, d.store, d.options())).toEqual({ downloadedBytes: 370_000 });
  expect(await d.kept('a.bin')).toBe(hash('sha256', a));
  expect(await d.kept('b.bin')).toBe(hash('sha256', b));

  d.hub.requests.length = 0;
  expect(await downloadModel(artifacts, d.store, d.options())).toEqual({ downloadedBytes: 0 });
  expect(d.hub.requests).toEqual([]);
});

test('what describes a model is there before any of its weights is asked for, and may refuse them', async () => {
  const artifacts = d.prepared({
    'params_shard_0.bin': contents(3, 90_000),
    'tensor-cache.json': contents(4, 500),
    'library.wasm': contents(5, 40_000),
  });
  const isShard = ({ path }: { path: string }) => path.endsWith('.bin');
  const refuse = async () => {
    throw new Error('not these');
  };
  await expect(downloadModel(artifacts, d.store, d.options({ beforeWeights: refuse }))).rejects.toThrow('not these');
  expect(d.hub.requests.filter(isShard)).toEqual([]);
  expect(await d.addresses()).toHaveLength(2);

  await downloadModel(artifacts, d.store, d.options({ beforeWeights: async () => undefined }));
  expect(d.hub.requests.filter(isShard)).toHaveLength(1);
  // What is stored is held to the description again at every load.
  await expect(downloadModel(artifacts, d.store, d.options({ beforeWeights: refuse }))).rejects.toThrow('not these');
});

test('a file that is not there is named without waiting for it', async () => {
  const a = contents(9, 100);
  const artifacts = d.prepared({ 'a.bin': a, 'b.bin': contents(10, 100) });
  d.hub.files.delete(`${FOLDER}b.bin`);

  await expect(downloadModel(artifacts, d.store, d.options())).rejects.toMatchObject({
    code: 'missing-file',
    details: { url: d.hub.url(`${FOLDER}b.bin`), status: 404 },
  });
  expect(d.waits).toEqual([]);
});

test('a file with a single wrong byte is refused and not kept', async () => {
  const a = contents(11, 50_000);
  const artifacts = d.prepared({ 'a.bin': a });
  const wrong = a.slice();
  wrong[49_999]! ^= 1;
  d.hub.files.set(`${FOLDER}a.bin`, wrong);

  await expect(downloadModel(artifacts, d.store, d.options())).rejects.toMatchObject({
    code: 'wrong-hash',
    details: { url: d.hub.url(`${FOLDER}a.bin`), expected: hash('sha256', a), actual: hash('sha256', wrong) },
  });
  expect(await d.addresses()).toEqual([]);

  d.hub.files.set(`${FOLDER}a.bin`, a);
  await downloadModel(artifacts, d.store, d.options());
  expect(await d.kept('a.bin')).toBe(hash('sha256', a));
});

test.each([
  ['longer', 60_000],
  ['shorter', 40_000],
])('a file %s than stated is refused by its length, once, and not kept', async (_, length) => {
  const artifacts = d.prepared({ 'a.bin': contents(12, 50_000) });
  d.hub.files.set(`${FOLDER}a.bin`, contents(12, length));

  await expect(downloadModel(artifacts, d.store, d.options())).rejects.toMatchObject({
    code: 'not-the-file',
    details: { url: d.hub.url(`${FOLDER}a.bin`), context: 'length', expected: 50_000, found: length },
  });
  expect(d.hub.requests).toHaveLength(1);
  expect(await d.addresses()).toEqual([]);
});

test('a device without room is told so before anything is fetched', async () => {
  const artifacts = d.prepared({ 'a.bin': contents(16, 1_000) });
  d.store = d.storeWith({ quota: 5_000, usage: 4_500 });

  await expect(downloadModel(artifacts, d.store, d.options())).rejects.toMatchObject({
    code: 'storage-full',
    details: { neededBytes: 1_000, freeBytes: 500 },
  });
  expect(d.hub.requests).toEqual([]);
});

test('a quota that runs out on the way is storage-full too', async () => {
  const artifacts = d.prepared({ 'a.bin': contents(17, 1_000) });
  d.disk.disk.quota = 500;

  await expect(downloadModel(artifacts, d.store, d.options())).rejects.toMatchObject({
    code: 'storage-full',
    details: { neededBytes: 1_000 },
  });
});

test('a model prepared anew replaces the files that changed and removes those that went', async () => {
  const same = contents(18, 500);
  await downloadModel(
    d.prepared({ 'same.bin': same, 'changed.bin': contents(19, 500), 'gone.bin': contents(20, 5) }),
    d.store,
    d.options(),
  );
  const changed = contents(21, 600);
  const next = d.prepared({ 'same.bin': same, 'changed.bin': changed });
  d.hub.requests.length = 0;

  await downloadModel(next, d.store, d.options());

  expect(d.hub.requests.map(({ path }) => path)).toEqual([`${FOLDER}changed.bin`]);
  expect(await d.kept('changed.bin')).toBe(hash('sha256', changed));
  expect(await d.kept('gone.bin')).toBeNull();
});

test('progress counts every byte once, over cuts too', async () => {
  const artifacts = d.prepared({ 'a.bin': contents(22, 300_000), 'b.bin': contents(23, 1_000) });
  d.hub.fail(`${FOLDER}a.bin`, { kind: 'cut', afterBytes: 100_000 });
  const reports: BytesReport[] = [];

  await downloadModel(artifacts, d.store, d.options({ onProgress: (report) => reports.push(report) }));

  const loaded = reports.map(({ loadedBytes }) => loadedBytes);
  expect(loaded[0]).toBe(0);
  expect(loaded.at(-1)).toBe(301_000);
  expect(loaded).toEqual(loaded.toSorted((x, y) => x - y));
  expect(new Set(reports.map(({ totalBytes }) => totalBytes))).toEqual(new Set([301_000]));
});

test('a published model is learnt from tensor-cache.json and held to its MD5', async () => {
  const shard = contents(24, 2_000);
  const artifacts = d.published(shard, {
    metadata: {},
    records: [{ dataPath: 'params_shard_0.bin', nbytes: 2_000, md5sum: hash('md5', shard), records: [] }],
  });

  expect(await storedBytes(artifacts, d.store)).toMatchObject({ loadedBytes: 0 });
  await downloadModel(artifacts, d.store, d.options());
  expect(await d.kept('params_shard_0.bin')).toBe(hash('sha256', shard));
  expect(await storedBytes(artifacts, d.store)).toMatchObject({ loadedBytes: 2_000, totalBytes: 2_000 });

  d.disk.folders.clear();
  d.store = d.storeWith({ quota: 1e9, usage: 0 });
  d.hub.files.set(`${FOLDER}params_shard_0.bin`, contents(25, 2_000));
  await expect(downloadModel(artifacts, d.store, d.options())).rejects.toMatchObject({ code: 'wrong-hash' });
  expect(await d.kept('params_shard_0.bin')).toBeNull();
});

test('an unreadable tensor-cache.json names the field and does not stay', async () => {
  const artifacts = d.published(contents(26, 1), { records: [{ dataPath: '../../evil', nbytes: 2_000 }] });

  await expect(downloadModel(artifacts, d.store, d.options())).rejects.toMatchObject({
    code: 'bad-file',
    details: { reason: expect.stringContaining('records.0.dataPath') },
  });
  expect(await d.addresses()).toEqual([]);
});

const utf8 = (content: string) => new TextEncoder().encode(content);

describe('a published model, of whose small files nothing is stated', () => {
  const shard = contents(27, 2_000);
  const list = {
    records: [{ dataPath: 'params_shard_0.bin', nbytes: 2_000, md5sum: hash('md5', shard), records: [] }],
  };
  const PAGE = utf8('<!doctype html><html><title>Not found</title></html>');
  const withSmall = (name: string, content: Uint8Array): ModelArtifacts => {
    const artifacts = d.published(shard, list);
    d.hub.files.set(FOLDER + name, content);
    const url = d.hub.url(FOLDER + name);
    return { ...artifacts, files: [...artifacts.files, { url, scope: 'webllm/model', bytes: null, sha256: null }] };
  };

  test.each(['mlc-chat-config.json', 'tokenizer.json', 'tensor-cache.json'])(
    'a page in the place of %s is refused before the weights are asked for, and asked for again',
    async (name) => {
      const artifacts = { ...withSmall(name, PAGE) };
      if (name === 'tensor-cache.json') artifacts.files = artifacts.files.slice(1);
      await expect(downloadModel(artifacts, d.store, d.options())).rejects.toMatchObject({
        code: 'not-the-file',
        details: { url: d.hub.url(FOLDER + name) },
      });
      expect(d.hub.requestsFor(`${FOLDER}params_shard_0.bin`)).toEqual([]);
      expect(await d.kept(name)).toBeNull();

      d.hub.files.set(FOLDER + name, utf8(JSON.stringify(name === 'tensor-cache.json' ? list : { fine: true })));
      await downloadModel(artifacts, d.store, d.options());
      expect(await d.kept('params_shard_0.bin')).not.toBeNull();
    },
  );

  test.each(['null', '7', '"text"', '{"a":'])('nor is %j kept', async (content) => {
    const artifacts = withSmall('mlc-chat-config.json', utf8(content));
    await expect(downloadModel(artifacts, d.store, d.options())).rejects.toMatchObject({ code: 'bad-file' });
    expect(await d.kept('mlc-chat-config.json')).toBeNull();
  });

  test('its tokenizer neither cuts off nor fills up, and is otherwise as it came', async () => {
    const tokenizer = { version: '1.0', model: { vocab: { ['__proto__']: 0, a: 1 } }, truncation: { max_length: 16 } };
    const artifacts = withSmall(
      'tokenizer.json',
      utf8(JSON.stringify({ ...tokenizer, padding: { strategy: 'BatchLongest' } })),
    );
    await downloadModel(artifacts, d.store, d.options());
    const stored = await d.store.find({ ...artifacts.files[1]!, digest: null });
    expect(JSON.parse(await stored!.text())).toEqual({ ...tokenizer, truncation: null, padding: null });
    expect(await stored!.text()).toContain('__proto__');
    const plain = '{"version":  "1.0",\n "truncation": null}';
    await d.store.remove(artifacts.files[1]!);
    d.hub.files.set(`${FOLDER}tokenizer.json`, utf8(plain));
    await downloadModel(artifacts, d.store, d.options());
    expect(await (await d.store.find({ ...artifacts.files[1]!, digest: null }))!.text()).toBe(plain);
  });
});
