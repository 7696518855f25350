import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { convertSafetensors } from '../../model-config/convert/convert.ts';
import { folderSource } from '../../model-config/convert/node/files.ts';
import { fileOf, jsonOf, smallCheckpoint } from '../../model-config/convert/testing/checkpoints.ts';
import { memorySink } from '../../model-config/convert/testing/memory-files.ts';
import { smallRecord } from '../../model-config/convert/testing/small-model.ts';
import { describeError } from '../run/errors.ts';
import { Publisher } from '../run/testing/publisher.ts';
import { checkpointHash, checkpointPath, downloadCheckpoint, hubEndpoint } from './checkpoint.ts';

const REPOSITORY = 'somebody/small';
const source = (revision = 'a1') => ({
  kind: 'huggingface' as const,
  format: 'safetensors' as const,
  repository: REPOSITORY,
  revision,
  bytes: 1,
});

let sources: string;
let hub: Publisher;
let waits: number[];
const clock = { now: () => Date.UTC(2026, 0, 1), wait: async (ms: number) => waits.push(ms) };
let progress: number[];
const report = { detail: () => {}, progress: (done: number) => progress.push(done) };
const sha256 = (body: Uint8Array) => createHash('sha256').update(body).digest('hex');

beforeEach(async () => {
  sources = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  [waits, progress] = [[], []];
  hub = await new Publisher().start();
});

afterEach(async () => {
  await hub.stop();
  rmSync(sources, { recursive: true });
});

const fetchIt = (revision?: string) =>
  downloadCheckpoint('small', source(revision), report, { endpoint: hub.url, sources, clock });
const refusal = () => fetchIt().then(() => 'taken', describeError);
const inFolder = () => readdirSync(checkpointPath('small', sources)).sort();

/** The hub hands small files out itself, and sends on to another place for large ones, whose hash it states. */
function offer(files: Record<string, Uint8Array>, revision = 'a1'): void {
  for (const [name, body] of Object.entries(files)) {
    const path = `/${REPOSITORY}/resolve/${revision}/${name}`;
    if (!name.endsWith('.safetensors')) {
      hub.files.set(path, { body: Buffer.from(body) });
      continue;
    }
    hub.files.set(`/far/${revision}/${name}`, { body: Buffer.from(body), etag: null });
    hub.redirects.set(path, `/far/${revision}/${name}`);
    hub.redirectHeaders.set(path, { 'x-linked-etag': `"${sha256(body)}"` });
  }
}

function sharded(): Record<string, Uint8Array> {
  const { config, tokenizer, weights } = smallCheckpoint();
  const { header, data } = weights;
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  const shards = [names.slice(0, 3), names.slice(3)].map((some) => {
    const chunks: Uint8Array[] = [];
    let at = 0;
    const entries = some.map((name) => {
      const tensor = header[name] as { dtype: string; shape: number[]; data_offsets: number[] };
      const [from, to] = tensor.data_offsets as [number, number];
      chunks.push(data.subarray(from, to));
      const moved = { ...tensor, data_offsets: [at, at + to - from] };
      at += to - from;
      return [name, moved] as const;
    });
    return { names: some, file: fileOf({ header: Object.fromEntries(entries), data: Buffer.concat(chunks) }) };
  });
  const nameOf = (index: number) => `model-0000${index + 1}-of-00002.safetensors`;
  const weightMap = shards.flatMap((shard, index) => shard.names.map((name) => [name, nameOf(index)]));
  return {
    'config.json': jsonOf(config),
    'tokenizer.json': jsonOf(tokenizer),
    'model.safetensors.index.json': jsonOf({ weight_map: Object.fromEntries(weightMap) }),
    ...Object.fromEntries(shards.map(({ file }, index) => [nameOf(index), file])),
  };
}

function expectWhole(files: Record<string, Uint8Array>): void {
  expect(inFolder()).toEqual([...Object.keys(files), 'files.json'].sort());
  for (const [name, body] of Object.entries(files)) {
    expect(sha256(readFileSync(join(checkpointPath('small', sources), name)))).toBe(sha256(body));
  }
}

const sizeOf = (files: Record<string, Uint8Array>) => Object.values(files).reduce((sum, { length }) => sum + length, 0);

it.each([1, 2, 3])('comes whole through twenty cuts and a 429, no byte fetched twice (seed %i)', async (seed) => {
  const files = sharded();
  offer(files);
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  // Each of the five files is cut four times before it is sent to its end.
  for (const { length } of Object.values(files)) {
    for (let cut = 0; cut < 4; cut++) hub.mishaps.push({ cutAfter: Math.floor((random() * length) / 5) });
    hub.mishaps.push({ cutAfter: length });
  }
  hub.mishaps.splice(7, 0, { status: 429, headers: { 'retry-after': '7' } });
  await fetchIt();
  expectWhole(files);
  expect(hub.sent).toBe(sizeOf(files));
  expect(hub.mishaps).toEqual([]);
  expect(waits).toHaveLength(21);
  expect(waits).toContain(7_000);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toBe(sizeOf(files));
});

it('is converted as it came', async () => {
  offer(sharded());
  await fetchIt();
  const folder = folderSource(checkpointPath('small', sources));
  const order = { record: smallRecord, folder, sink: memorySink(), quantization: 'q4f32_1' as const };
  const files = await convertSafetensors(order);
  await folder.close();
  expect(files.map(({ path }) => path)).toContain('params_shard_0.bin');
});

it('takes a model of one file, which has no index', async () => {
  const { config, tokenizer, weights } = smallCheckpoint();
  const files = {
    'config.json': jsonOf(config),
    'tokenizer.json': jsonOf(tokenizer),
    'model.safetensors': fileOf(weights),
  };
  offer(files);
  await fetchIt();
  expectWhole(files);
});

it('asks for nothing again that is whole', async () => {
  offer(sharded());
  await fetchIt();
  const { length } = hub.asked;
  await fetchIt();
  expect(hub.asked).toHaveLength(length);
});

it('finds a wrong byte, names the file, and fetches that one alone again', async () => {
  const files = sharded();
  offer(files);
  const name = 'model-00002-of-00002.safetensors';
  const wrong = Buffer.from(files[name]!);
  wrong[wrong.length - 5]! ^= 1;
  hub.files.set(`/far/a1/${name}`, { body: wrong });
  expect(await refusal()).toMatch(new RegExp(`${name} sent is not the file that was expected`));
  expect(inFolder()).not.toContain(name);

  offer({ [name]: files[name]! });
  const { length } = hub.asked;
  await fetchIt();
  expect(hub.asked.slice(length).map(({ path }) => path)).toEqual([
    `/${REPOSITORY}/resolve/a1/${name}`,
    `/far/a1/${name}`,
  ]);
  expectWhole(files);
});

it('mixes no two revisions, and tells them apart by one hash', async () => {
  const [first, second] = [sharded(), sharded()];
  second['config.json'] = jsonOf({ ...smallCheckpoint().config, torch_dtype: 'float32' });
  offer(first, 'a1');
  offer(second, 'b2');
  await fetchIt('a1');
  const before = await checkpointHash('small', sources);
  await fetchIt('b2');
  expectWhole(second);
  expect(await checkpointHash('small', sources)).not.toBe(before);
});

it('says what is missing, or wants a licence accepted', async () => {
  const { 'tokenizer.json': _, ...rest } = sharded();
  offer(rest);
  expect(await refusal()).toMatch(/tokenizer\.json answers 404 Not Found/);
  hub.mishaps.push({ status: 401 });
  expect(await refusal()).toMatch(/tokenizer\.json answers 401 .*\n.*accepted first/);
});

it('takes no file from outside the folder, and no index that is none', async () => {
  const files = sharded();
  for (const index of [jsonOf({ weight_map: { a: '../../etc/passwd' } }), Buffer.from('<html>')]) {
    offer({ ...files, 'model.safetensors.index.json': index });
    expect(await refusal()).toContain('model.safetensors.index.json lists no files that can be read.');
    expect(inFolder()).toEqual(['config.json', 'files.json', 'tokenizer.json']);
  }
});

it('takes a mirror by HF_ENDPOINT, and refuses what is no address', () => {
  expect(hubEndpoint()).toBe('https://huggingface.co');
  expect(hubEndpoint('http://127.0.0.1:9/hub/')).toBe('http://127.0.0.1:9/hub');
  expect(() => hubEndpoint('mirror')).toThrow('HF_ENDPOINT is "mirror"');
});
