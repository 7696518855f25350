import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Manifest } from '../../../model-config/models/manifest.ts';
import type { ModelArtifacts } from '../artifacts';
import { contents, FOLDER, hash, TestDevice } from '../download/testing/test-device';
import { FolderError } from '../integrity/folder-error';
import type { ModelFile } from '../storage/model-files';
import { MemoryDirectory } from '../storage/testing/memory-directory';
import { performOn } from './perform';
import { failureOf, type Task, type TaskProgress, type TaskResult } from './task';

const SIZES = { 'a.bin': 300_000, 'b.bin': 70_000, 'c.bin': 1_000 };
let d: TestDevice;

beforeEach(async () => {
  d = new TestDevice();
  await d.hub.start();
});

afterEach(() => d.hub.stop());

function perform(task: Task, onProgress: (progress: TaskProgress) => void = () => {}, signal?: AbortSignal) {
  const { signal: _, ...fetching } = d.options();
  return performOn(d.store, fetching)(task, onProgress, signal ?? new AbortController().signal);
}

/** A model whose three files stand on the hub and in the store. */
async function stored(): Promise<{ artifacts: ModelArtifacts; files: ModelFile[] }> {
  const bytes = Object.entries(SIZES).map(([name, size], seed) => [name, contents(seed + 1, size)] as const);
  const artifacts = d.prepared(Object.fromEntries(bytes));
  await perform({ kind: 'download', artifacts });
  d.hub.requests.length = 0;
  return { artifacts, files: filesOf(artifacts) };
}

function filesOf({ files, quantization, weightsUrl }: ModelArtifacts): ModelFile[] {
  return files.map(({ sha256, url, ...file }) => ({
    ...file,
    url,
    digest: sha256 === null ? null : { algorithm: 'sha256', value: sha256 },
    path: `resolve/${quantization}/${url.slice(weightsUrl.length)}`,
    quantization,
    adapterClass: null,
  }));
}

/** Spoils one byte on the disk, behind the store's back. */
async function flipByte(name: string): Promise<void> {
  const record = [...d.disk.all()].find(
    ([path, bytes]) => path.endsWith('.record.json') && new TextDecoder().decode(bytes).includes(`${FOLDER}${name}"`),
  )!;
  const payload = d.disk.all().get(record[0].replace('.record.json', '.bin'))!;
  payload[payload.length - 7]! ^= 4;
}

const states = (result: TaskResult) =>
  result.kind === 'verify'
    ? Object.fromEntries(result.files.map(({ path, state }) => [path.split('/').at(-1), state]))
    : null;

test('what was downloaded is right, every byte of it is read once, and the network is left alone', async () => {
  const { files } = await stored();
  const seen: TaskProgress[] = [];
  const result = await perform({ kind: 'verify', files }, (progress) => seen.push(progress));
  expect(states(result)).toEqual({ 'a.bin': 'right', 'b.bin': 'right', 'c.bin': 'right' });
  expect(seen.at(-1)).toMatchObject({ step: 'verifying', loadedBytes: 371_000, totalBytes: 371_000 });
  expect(d.hub.requests).toEqual([]);
});

test('one flipped byte names that file; repairing fetches that file and no other, once', async () => {
  const { artifacts, files } = await stored();
  await flipByte('b.bin');
  expect(states(await perform({ kind: 'verify', files }))).toEqual({
    'a.bin': 'right',
    'b.bin': 'wrong',
    'c.bin': 'right',
  });

  const repaired = await perform({ kind: 'repair', artifacts, files, bad: null });
  expect(repaired).toEqual({ kind: 'repair', repaired: ['resolve/q4f32_1/b.bin'] });
  expect(d.hub.requests).toEqual([{ path: `${FOLDER}b.bin`, range: null }]);
  expect(states(await perform({ kind: 'verify', files }))).toEqual({
    'a.bin': 'right',
    'b.bin': 'right',
    'c.bin': 'right',
  });
});

test('what is found damaged is not used any more, and a download fetches it anew; found right again, it is used again', async () => {
  const { artifacts, files } = await stored();
  const b = files.find(({ path }) => path.endsWith('b.bin'))!;
  const verify = () => perform({ kind: 'verify', files });
  await flipByte('b.bin');
  expect(await d.store.find(b)).not.toBeNull();
  await verify();
  expect(await d.store.find(b)).toBeNull();
  expect(await d.store.find({ ...b, digest: null })).toBeNull();
  expect(states(await verify())).toMatchObject({ 'b.bin': 'wrong' });
  await flipByte('b.bin');
  expect(states(await verify())).toMatchObject({ 'b.bin': 'right' });
  expect(await d.store.find(b)).not.toBeNull();
  expect(d.hub.requests).toEqual([]);

  await flipByte('b.bin');
  await verify();
  await perform({ kind: 'download', artifacts });
  expect(d.hub.requests).toEqual([{ path: `${FOLDER}b.bin`, range: null }]);
  expect(states(await verify())).toMatchObject({ 'b.bin': 'right' });
});

test('a known list of bad files spares the reading', async () => {
  const { artifacts, files } = await stored();
  await flipByte('c.bin');
  const seen: TaskProgress[] = [];
  const bad = ['resolve/q4f32_1/c.bin'];
  await perform({ kind: 'repair', artifacts, files, bad }, (progress) => seen.push(progress));
  expect(new Set(seen.map(({ step }) => step))).toEqual(new Set(['fetching']));
  expect(d.hub.requests.map(({ path }) => path)).toEqual([`${FOLDER}c.bin`]);
});

test('a file that is gone is missing, and what cannot be had again is not used', async () => {
  const { artifacts, files } = await stored();
  await d.store.remove(files[0]!);
  await flipByte('b.bin');
  expect(states(await perform({ kind: 'verify', files }))).toMatchObject({ 'a.bin': 'missing', 'b.bin': 'wrong' });
  d.hub.files.clear();
  await expect(perform({ kind: 'repair', artifacts, files, bad: null })).rejects.toMatchObject({
    code: 'missing-file',
  });
  expect(await d.addresses()).toEqual([d.hub.url(`${FOLDER}c.bin`)]);
});

test('a shard with nothing but an MD5 is held to that, and its list to being readable', async () => {
  const shard = contents(9, 2_000);
  const artifacts = d.published(shard, {
    records: [{ dataPath: 'params_shard_0.bin', nbytes: 2_000, md5sum: hash('md5', shard), records: [] }],
  });
  await perform({ kind: 'download', artifacts });
  const digest = { algorithm: 'md5', value: hash('md5', shard) } as const;
  const files = [
    ...filesOf(artifacts),
    { ...filesOf(artifacts)[0]!, url: d.hub.url(`${FOLDER}params_shard_0.bin`), bytes: 2_000, digest, path: 'p' },
  ];
  expect(states(await perform({ kind: 'verify', files }))).toEqual({ 'tensor-cache.json': 'unstated', p: 'right' });
  await flipByte('params_shard_0.bin');
  const folder = new MemoryDirectory();
  const copy = () => perform({ kind: 'export', head: { id: 'm', convertedFrom: 'x' }, files, folder: folder.handle });
  await expect(copy()).rejects.toMatchObject({ code: 'wrong-hash' });
  expect(states(await perform({ kind: 'verify', files }))).toMatchObject({ p: 'wrong' });
  await expect(copy()).rejects.toMatchObject({ code: 'incomplete' });
});

test('verifying can be cancelled and tells nothing then', async () => {
  const { files } = await stored();
  const stop = new AbortController();
  const running = perform({ kind: 'verify', files }, ({ loadedBytes }) => loadedBytes > 0 && stop.abort(), stop.signal);
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
});

describe('export', () => {
  const head = { id: 'm', convertedFrom: 'c'.repeat(64) };

  test('makes the folder that set-up would, its manifest last, and a second one writes nothing', async () => {
    const { files } = await stored();
    const stick = new MemoryDirectory();
    const result = await perform({ kind: 'export', head, files, folder: stick.handle });
    expect(result).toMatchObject({ kind: 'export', bytes: 371_000 });
    const all = stick.all();
    const manifest = Manifest.parse(JSON.parse(new TextDecoder().decode(all.get('m/manifest.json'))));
    for (const { path, bytes, sha256 } of manifest.variants[0]!.files) {
      const file = all.get(`m/${path}`)!;
      expect([file.byteLength, hash('sha256', file)]).toEqual([bytes, sha256]);
    }
    expect(manifest.variants[0]!.files).toHaveLength(3);
    expect([...all.keys()].filter((path) => path.endsWith('.bin'))).toHaveLength(3);

    await perform({ kind: 'export', head, files, folder: stick.handle });
    for (const [path, bytes] of stick.all()) if (path.endsWith('.bin')) expect(bytes).toBe(all.get(path));
  });

  test('goes on behind what is right, replaces what is not, in the folder of that name itself', async () => {
    const { files } = await stored();
    const folder = new MemoryDirectory(undefined, 'm');
    await perform({ kind: 'export', head, files, folder: folder.handle });
    const weights = folder.folders.get('resolve')!.folders.get('q4f32_1')!;
    const [right, wrong] = [weights.files.get('a.bin')!, weights.files.get('b.bin')!.slice()];
    wrong[5]! ^= 1;
    weights.files.set('b.bin', wrong);
    weights.files.delete('c.bin');
    folder.files.delete('manifest.json');
    await perform({ kind: 'export', head, files, folder: folder.handle });
    expect(weights.files.get('a.bin')).toBe(right);
    expect(hash('sha256', weights.files.get('b.bin')!)).toBe(files[1]!.digest!.value);
    expect(folder.files.has('manifest.json')).toBe(true);
  });

  test('damaged files do not leave this browser, and a folder broken off has no manifest', async () => {
    const { files } = await stored();
    await flipByte('b.bin');
    const stick = new MemoryDirectory();
    await expect(perform({ kind: 'export', head, files, folder: stick.handle })).rejects.toMatchObject({
      code: 'wrong-hash',
      details: { url: files[1]!.url },
    });
    expect([...stick.all().keys()]).toEqual(['m/resolve/q4f32_1/a.bin']);
  });

  test('cancelled, it leaves whole files only', async () => {
    const { files } = await stored();
    const stick = new MemoryDirectory();
    const stop = new AbortController();
    const cancelSoon = ({ loadedBytes }: TaskProgress) => loadedBytes > 620_000 && stop.abort();
    await expect(
      perform({ kind: 'export', head, files, folder: stick.handle }, cancelSoon, stop.signal),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect([...stick.all().keys()]).toEqual(['m/resolve/q4f32_1/a.bin']);
  });

  test('a full stick and one taken away say so', async () => {
    const { files } = await stored();
    const full = new MemoryDirectory({ quota: 320_000, used: 0 });
    await expect(perform({ kind: 'export', head, files, folder: full.handle })).rejects.toMatchObject({
      code: 'folder-full',
    });
    const gone = new MemoryDirectory();
    gone.getDirectoryHandle = async () => {
      throw new DOMException('The folder went away.', 'NotFoundError');
    };
    const failure = await perform({ kind: 'export', head, files, folder: gone.handle }).catch(failureOf);
    expect(failure).toEqual({ code: 'folder-lost', details: { reason: 'The folder went away.' } });
  });

  test('what is written wrong by the disk is noticed', async () => {
    const { files } = await stored();
    const stick = new MemoryDirectory();
    const weights = await (
      await (await stick.getDirectoryHandle('m', { create: true })).getDirectoryHandle('resolve', { create: true })
    ).getDirectoryHandle('q4f32_1', { create: true });
    weights.files.set = function (name, bytes) {
      const spoilt = bytes.slice();
      if (spoilt.length > 0) spoilt[0]! ^= 1;
      return Map.prototype.set.call(this, name, spoilt) as typeof this;
    };
    await expect(perform({ kind: 'export', head, files, folder: stick.handle })).rejects.toBeInstanceOf(FolderError);
  });

  test('a variant with a file missing is left out; with none whole there is nothing to copy', async () => {
    const { files } = await stored();
    await d.store.remove(files[2]!);
    const stick = new MemoryDirectory();
    await expect(perform({ kind: 'export', head, files, folder: stick.handle })).rejects.toMatchObject({
      code: 'incomplete',
    });
    expect(stick.all().size).toBe(0);
  });
});

test('a download over twenty cuts at any places is right, and no byte that came is asked for again', async () => {
  const aCut = fc.integer({ min: 1, max: 30_000 });
  await fc.assert(
    fc.asyncProperty(fc.array(aCut, { minLength: 20, maxLength: 20 }), async (cuts) => {
      d.hub.requests.length = 0;
      d.disk.folders.clear();
      d.store = d.storeWith({ quota: 1e9, usage: 0 });
      const a = contents(77, 700_000);
      const artifacts = d.prepared({ 'a.bin': a });
      d.hub.fail(`${FOLDER}a.bin`, ...cuts.map((afterBytes) => ({ kind: 'cut', afterBytes }) as const));
      // How much had come when each wait for the next request began.
      const came: number[] = [];
      let loaded = 0;
      const { signal, wait } = d.options();
      const fetching = {
        wait: (milliseconds: number, stop: AbortSignal) => {
          came.push(loaded);
          return wait!(milliseconds, stop);
        },
      };
      const count = ({ loadedBytes }: TaskProgress) => {
        loaded = loadedBytes;
      };
      await performOn(d.store, fetching)({ kind: 'download', artifacts }, count, signal);
      expect(await d.kept('a.bin')).toBe(hash('sha256', a));
      expect(loaded).toBe(700_000);
      const [first, ...later] = d.hub.requestsFor(`${FOLDER}a.bin`);
      expect(first).toBeNull();
      expect(later).toEqual(came.map((bytes) => (bytes > 0 ? `bytes=${bytes}-` : null)));
      expect(later).toHaveLength(20);
    }),
    { numRuns: 3 },
  );
});
