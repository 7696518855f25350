import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { convertSafetensors } from '../../model-config/convert/convert.ts';
import { folderSource } from '../../model-config/convert/node/files.ts';
import { fileOf, jsonOf, smallCheckpoint } from '../../model-config/convert/testing/checkpoints.ts';
import { memorySink } from '../../model-config/convert/testing/memory-files.ts';
import { smallRecord } from '../../model-config/convert/testing/small-model.ts';
import { checkpointFiles } from '../../model-config/hub/files.ts';
import { describeError } from '../run/errors.ts';
import { Publisher } from '../run/testing/publisher.ts';
import { downloadFiles, openRepository, repositoryFolder, repositoryHash } from './checkpoint.ts';
import { usualHub } from './hub.ts';
import { commitOf, offer, sha256, shardedCheckpoint } from './testing/hub.ts';

const repository = 'somebody/small';
const TOKEN = 'hf_secret';

let sources: string;
let hub: Publisher;
let waits: number[];
const clock = { now: () => Date.UTC(2026, 0, 1), wait: async (ms: number) => waits.push(ms) };
let progress: number[];
const report = { detail: () => {}, progress: (done: number) => progress.push(done) };

beforeEach(async () => {
  sources = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  [waits, progress] = [[], []];
  hub = await new Publisher().start();
});

afterEach(async () => {
  await hub.stop();
  rmSync(sources, { recursive: true });
});

const places = (token: string | null = null) => ({ hub: { endpoint: hub.url, token, clock }, sources });
const wanted = (revision = commitOf('a')) => ({ repository, revision });
async function fetchIt(revision?: string, token: string | null = null): Promise<void> {
  const found = await openRepository(wanted(revision), places(token));
  await downloadFiles(wanted(revision), found, checkpointFiles(found), report, places(token));
}
const refusal = (token: string | null = null) => fetchIt(undefined, token).then(() => 'taken', describeError);
const folder = (revision?: string) => repositoryFolder(wanted(revision), sources);
const inFolder = () => readdirSync(folder()).sort();
const offerIt = (files: Record<string, Uint8Array>, letter = 'a') =>
  offer(hub, files, { repository, commit: commitOf(letter) });

function expectWhole(files: Record<string, Uint8Array>, revision?: string): void {
  expect(readdirSync(folder(revision)).sort()).toEqual([...Object.keys(files), 'files.json'].sort());
  for (const [name, body] of Object.entries(files)) {
    expect(sha256(readFileSync(join(folder(revision), name)))).toBe(sha256(body));
  }
}

const sizeOf = (files: Record<string, Uint8Array>) => Object.values(files).reduce((sum, { length }) => sum + length, 0);

it.each([1, 2, 3])('comes whole through many cuts and a 429, no byte fetched twice (seed %i)', async (seed) => {
  const files = shardedCheckpoint();
  offerIt(files);
  const found = await openRepository(wanted(), places());
  const { sent } = hub;
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  // Each file is cut so often before it is sent to its end.
  const CUTS = 4;
  for (const { bytes } of checkpointFiles(found)) {
    for (let cut = 0; cut < CUTS; cut++) hub.mishaps.push({ cutAfter: Math.floor((random() * bytes) / 5) });
    hub.mishaps.push({ cutAfter: bytes });
  }
  hub.mishaps.splice(7, 0, { status: 429, headers: { 'retry-after': '7' } });
  await downloadFiles(wanted(), found, checkpointFiles(found), report, places());
  expectWhole(files);
  expect(hub.sent - sent).toBe(sizeOf(files));
  expect(hub.mishaps).toEqual([]);
  expect(waits).toHaveLength(CUTS * Object.keys(files).length + 1);
  expect(waits).toContain(7_000);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toBe(sizeOf(files));
});

it('is converted as it came', async () => {
  offerIt(shardedCheckpoint());
  await fetchIt();
  const source = folderSource(folder());
  const order = { record: smallRecord, folder: source, sink: memorySink(), quantization: 'q4f32_1' as const };
  const files = await convertSafetensors(order);
  await source.close();
  expect(files.map(({ path }) => path)).toContain('params_shard_0.bin');
});

it('takes a model of one file, and leaves what is not converted', async () => {
  const { config, tokenizer, weights } = smallCheckpoint();
  const files = {
    'config.json': jsonOf(config),
    'tokenizer.json': jsonOf(tokenizer),
    'generation_config.json': jsonOf({ eos_token_id: 259 }),
    'model.safetensors': fileOf(weights),
  };
  offerIt({ ...files, 'README.md': Buffer.from('# Small'), 'pytorch_model.bin': Buffer.from('pickle') });
  await fetchIt();
  expectWhole(files);
});

it('asks for no file again that is whole', async () => {
  offerIt(shardedCheckpoint());
  await fetchIt();
  const { length } = hub.asked;
  await fetchIt();
  expect(hub.asked.slice(length).filter(({ path }) => !path.startsWith('/api/'))).toEqual([]);
});

it('finds a wrong byte, names the file, and fetches that one alone again', async () => {
  const files = shardedCheckpoint();
  offerIt(files);
  const name = 'model-00002-of-00002.safetensors';
  const wrong = Buffer.from(files[name]!);
  wrong[wrong.length - 5]! ^= 1;
  const far = `/far/${commitOf('a')}/${name}`;
  hub.files.set(far, { body: wrong });
  expect(await refusal()).toMatch(new RegExp(`${name} sent is not the file that was expected`));
  expect(inFolder()).not.toContain(name);

  hub.files.set(far, { body: Buffer.from(files[name]!), etag: null });
  const { length } = hub.asked;
  await fetchIt();
  const asked = hub.asked.slice(length).map(({ path }) => path);
  expect(asked.filter((path) => !path.startsWith('/api/'))).toEqual([
    `/${repository}/resolve/${commitOf('a')}/${name}`,
    far,
  ]);
  expectWhole(files);
});

it('mixes no two commits, and tells them apart by one hash', async () => {
  const [first, second] = [shardedCheckpoint(), shardedCheckpoint()];
  second['config.json'] = jsonOf({ ...smallCheckpoint().config, torch_dtype: 'float32' });
  offerIt(first, 'a');
  offerIt(second, 'b');
  await fetchIt(commitOf('a'));
  await fetchIt(commitOf('b'));
  expectWhole(first, commitOf('a'));
  expectWhole(second, commitOf('b'));
  const hashes = ['a', 'b'].map((letter) => repositoryHash(wanted(commitOf(letter)), sources));
  expect(new Set(await Promise.all(hashes)).size).toBe(2);
});

it('fetches all anew where a branch has moved on between two tries', async () => {
  offerIt(shardedCheckpoint(), 'a');
  await fetchIt('main');
  const second = { ...shardedCheckpoint(), 'config.json': jsonOf({ ...smallCheckpoint().config, a: 1 }) };
  offerIt(second, 'b');
  await fetchIt('main');
  expectWhole(second, 'main');
});

it('says what is missing, and what can be done', async () => {
  expect(await refusal()).toMatch(/no such repository or revision.*\n.*HF_TOKEN/);
  offerIt({ 'config.json': jsonOf({}) });
  expect(await refusal()).toContain('somebody/small: it has no tokenizer.json');
  hub.mishaps.push({ status: 403 });
  expect(await refusal()).toMatch(/the hub answers 403\n.*Accept its terms at .*somebody\/small.*HF_TOKEN/);
});

it('is patient with a hub that is busy, and gives up on one that stays so', async () => {
  offerIt(shardedCheckpoint());
  hub.mishaps.push({ status: 429, headers: { 'retry-after': '3' } }, { status: 503 });
  await fetchIt();
  expect(waits).toEqual([3_000, 2_000]);
  hub.mishaps.push(...Array.from({ length: 5 }, () => ({ status: 503 })));
  expect(await refusal()).toMatch(/the hub answers 503\n.*goes on where it stopped/);
});

it('wants to know who asks for what is not for everybody, before it fetches anything', async () => {
  offer(hub, shardedCheckpoint(), { repository, commit: commitOf('a'), gated: 'auto' });
  expect(await refusal()).toMatch(/only to those who have accepted its terms\.\n.*HF_TOKEN/);
  expect(hub.asked.filter(({ path }) => path.includes('/resolve/'))).toEqual([]);
  expect(await refusal(TOKEN)).toBe('taken');
});

it('shows its token to the hub alone, wherever that leads', async () => {
  const far = await new Publisher().start();
  try {
    offer(hub, shardedCheckpoint(), { repository, commit: commitOf('a'), far });
    await fetchIt(undefined, TOKEN);
    expectWhole(shardedCheckpoint());
    expect(new Set(hub.asked.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${TOKEN}`]));
    expect(far.asked).toHaveLength(2);
    expect(new Set(far.asked.map(({ authorization }) => authorization))).toEqual(new Set([null]));

    hub.redirects.set(`/api/models/${repository}/revision/${commitOf('a')}`, `${far.url}/api`);
    expect(await refusal(TOKEN)).toContain('it leads to another host');
    expect(far.asked).toHaveLength(2);
  } finally {
    await far.stop();
  }
});

it('takes a mirror by HF_ENDPOINT and a token by HF_TOKEN, and refuses what is no address or lays the token open', () => {
  expect(usualHub({})).toEqual({ endpoint: 'https://huggingface.co', token: null });
  const loopback = { endpoint: 'http://127.0.0.1:9/hub', token: TOKEN };
  expect(usualHub({ HF_ENDPOINT: 'http://127.0.0.1:9/hub/', HF_TOKEN: ` ${TOKEN}\n` })).toEqual(loopback);
  expect(() => usualHub({ HF_ENDPOINT: 'mirror' })).toThrow('HF_ENDPOINT is "mirror"');
  expect(() => usualHub({ HF_ENDPOINT: 'http://mirror.example', HF_TOKEN: TOKEN })).toThrow('unencrypted');
});
