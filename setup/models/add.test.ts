import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  addedToken,
  fileOf,
  jsonOf,
  smallAdapter,
  smallCheckpoint,
  tokenizerConfig,
} from '../../model-config/convert/testing/checkpoints.ts';
import { itWithPython } from '../../model-config/convert/testing/python.ts';
import { rawGguf, setField, splitGguf, value } from '../../model-config/convert/testing/raw-gguf.ts';
import { smallGguf, smallRecord } from '../../model-config/convert/testing/small-model.ts';
import { Manifest } from '../../model-config/models/manifest.ts';
import { readRecords } from '../../model-config/models/read-records.ts';
import type { Architecture } from '../../model-config/models/record.ts';
import { setFast } from '../calibration/fitted.ts';
import { usualModels } from '../commands/prepare.ts';
import { describeError } from '../run/errors.ts';
import { ProgressLines } from '../run/progress.ts';
import { Publisher } from '../run/testing/publisher.ts';
import { addModel } from './add.ts';
import { type Adding, chosenQuantizations } from './examine.ts';
import { asLines, examined } from './inspect.ts';
import { addedOf, knownModels, type Model } from './model.ts';
import { prepareModels } from './prepare.ts';
import { removeModel } from './remove.ts';
import { stateOfModel } from './state.ts';
import { commitOf, offer, sha256, shardedCheckpoint } from './testing/hub.ts';
import { Toolchain } from './toolchain.ts';

/* Everything that `models add` does but for compiling libraries, which takes long and has tests of its own. */

const root = vi.hoisted(() => ({ folder: '' }));
vi.mock('../run/paths.ts', async (original) => {
  const actual = await original<typeof import('../run/paths.ts')>();
  const own = ['build', 'stamps', 'sources', 'work', 'models'] as const;
  const names = { build: '.', stamps: 'stamps', sources: 'sources', work: 'work', models: 'public' };
  const paths = Object.defineProperties(
    { ...actual.paths },
    Object.fromEntries(own.map((key) => [key, { get: () => join(root.folder, names[key]) }])),
  );
  return { ...actual, paths };
});
vi.mock('./library.ts', () => ({
  libraryStep: ({ id }: { id: string }, quantization: string, adapterClass: string) => {
    const out = join(root.folder, 'prepared', id, 'lib', `${quantization}-${adapterClass}.wasm`);
    const run = async () => {
      mkdirSync(join(out, '..'), { recursive: true });
      writeFileSync(out, 'library');
    };
    return { id: `library-${id}-${quantization}-${adapterClass}`, name: 'library', inputs: [], outputs: [out], run };
  },
}));

// Every conversion starts a thread with a loader of its own.
vi.setConfig({ testTimeout: 60_000 });

/** A shape that libraries can be compiled for, unlike that of `smallRecord`. */
const architecture: Architecture = { ...smallRecord.architecture, hiddenSize: 64, heads: 1, kvHeads: 1, headDim: 64 };
/** Set-up makes it. */
const tiny = join(import.meta.dirname, '../../.build/sources/hakui-tiny.gguf');

const REPOSITORY = 'somebody/small-1b';

const lines = new ProgressLines({ write: () => true });
const toolchain = Object.assign(new Toolchain(lines), {
  expectCompiler: async () => {},
  numeric: async () => {},
  compiler: async () => {},
});

let hub: Publisher;
let home: string;

beforeEach(async () => {
  root.folder = mkdtempSync(join(tmpdir(), 'add-'));
  home = join(root.folder, 'home');
  mkdirSync(home);
  hub = await new Publisher().start();
});

afterEach(async () => {
  await hub.stop();
  rmSync(root.folder, { recursive: true });
});

function checkpoint(changed: Record<string, unknown> = {}) {
  const small = smallCheckpoint(architecture);
  small.tokenizer.added_tokens = [addedToken(258, '<|im_start|>'), addedToken(259, '<|im_end|>')];
  Object.assign(small.config, { max_position_embeddings: 8192, _name_or_path: 'publisher/base' }, changed);
  return small;
}

function write(folder: string, files: Record<string, Uint8Array>): string {
  mkdirSync(join(home, folder), { recursive: true });
  for (const [name, body] of Object.entries(files)) writeFileSync(join(home, folder, name), body);
  return join(home, folder);
}

function writeCheckpoint(folder = 'My Model', small = checkpoint()): string {
  const { config, tokenizer, weights } = small;
  const files = {
    'config.json': jsonOf(config),
    'tokenizer.json': jsonOf(tokenizer),
    'tokenizer_config.json': jsonOf(tokenizerConfig),
  };
  return write(folder, { ...files, 'model.safetensors': fileOf(weights) });
}

function adapterFilesOf({ config, weights } = smallAdapter(architecture)) {
  return { 'adapter_config.json': jsonOf(config), 'adapter_model.safetensors': fileOf(weights) };
}

const smallParts = (): Record<string, Uint8Array> =>
  Object.fromEntries(
    splitGguf(smallGguf(architecture), 9).map((part, at) => [`small-0000${at + 1}-of-00002.gguf`, rawGguf(part)]),
  );

const path = (to: string) => ({ kind: 'path' as const, path: to });
const onHub = (repository = REPOSITORY, revision = 'main') => ({ kind: 'hub' as const, repository, revision });
const places = () => ({ hub: { endpoint: hub.url, token: null }, sources: join(root.folder, 'sources') });

async function add(model: Adding['model'], options: Partial<Omit<Adding, 'model'>> = {}): Promise<Model> {
  vi.stubEnv('HF_ENDPOINT', hub.url);
  const order = { model, adapter: null, name: null, context: null, quantizations: ['q4f32_1'] as const, ...options };
  return addModel(order, lines, places());
}

async function prepare(model: Model, fast = true): Promise<Manifest> {
  await setFast(model.record.id, fast);
  const [preparation] = await prepareModels([model], await knownModels(), toolchain);
  if (preparation?.state !== 'ready') throw preparation?.error;
  return manifestOf(model.record.id);
}

const readJson = (file: string) => JSON.parse(readFileSync(join(root.folder, file), 'utf8'));
const manifestOf = (id: string) => Manifest.parse(readJson(`public/${id}/manifest.json`));
const refusal = (promise: Promise<unknown>) => promise.then(() => 'taken', describeError);
const indexed = () => readJson('public/index.json').models;
const listed = async (id: string, isHere = true) => {
  const model = (await knownModels()).find(({ record }) => record.id === id);
  return model ? stateOfModel(model, isHere) : 'unknown';
};

it('prepares a checkpoint of one’s own with an adapter, and says in the manifest what it is', async () => {
  const [folder, lora] = [writeCheckpoint(), write('Tuned', adapterFilesOf())];
  const plain = await prepare(await add(path(folder), { name: 'Plain' }));
  const manifest = await prepare(await add(path(folder), { adapter: path(lora), quantizations: [] }));
  expect(manifest.record).toMatchObject({
    id: 'my-model-tuned',
    name: 'My Model + Tuned',
    architecture,
    limits: { contextWindow: 4096, prefillChunk: 512 },
    source: { kind: 'file', format: 'safetensors', name: 'My Model' },
  });
  expect(manifest.variants.map(({ quantization, libraries }) => [quantization, libraries.length])).toEqual([
    ['q4f32_1', 2],
    ['q4f16_h8', 1],
  ]);
  expect(indexed()).toEqual(['my-model-tuned', 'plain']);
  // The adapter is in the weights.
  const weightsOf = ({ variants }: Manifest) => variants[0]!.files.filter(({ path: name }) => name.endsWith('.bin'));
  expect(weightsOf(manifest)).not.toEqual(weightsOf(plain));
  expect(manifest.convertedFrom).not.toBe(plain.convertedFrom);
  // Nothing was copied.
  expect(existsSync(join(root.folder, 'sources'))).toBe(false);
});

itWithPython(
  'fits the weights to the calibration text and measures what is left, unless that is left out',
  async () => {
    const model = await add(path(writeCheckpoint()), { quantizations: [] });
    const searched = await prepare(model);
    expect(searched.weights).toEqual({ rule: 'searched', calibration: null });
    expect(searched.fidelity).toBeUndefined();
    const fitted = await prepare(model, false);
    expect(fitted.weights?.rule).toBe('calibrated');
    expect(fitted.weights?.calibration).toMatch(/^[0-9a-f]{64}$/);
    expect(fitted.fidelity?.parts).toHaveLength(6);
    expect(fitted.fidelity?.all.meanKl).toBeGreaterThan(0);
    const [single, half] = fitted.variants.map(({ files }) => files.filter(({ path: name }) => name.endsWith('.bin')));
    expect(single).not.toEqual(searched.variants[0]!.files.filter(({ path: name }) => name.endsWith('.bin')));
    expect(half).toHaveLength(single!.length);
    // The codes are in the shards now, and nothing else is kept of the fitting; it is not done again either.
    const calibrated = join(root.folder, 'work', `calibrated-${model.record.id}`);
    expect(existsSync(calibrated)).toBe(false);
    expect(await prepare(model, false)).toEqual(fitted);
    expect(existsSync(calibrated)).toBe(false);
    // Made again the same way, as npm start would, and left out once it is said.
    expect(await prepare(model)).toEqual(searched);
  },
);

it.runIf(existsSync(tiny))('prepares a GGUF file, held to what is asked for', async () => {
  const own = join(home, 'Tiny.gguf');
  copyFileSync(tiny, own);
  const model = await add(path(own), { name: 'Tiny two', context: 512, quantizations: ['q4f16_1'] });
  const manifest = await prepare(model);
  expect(manifest.convertedFrom).toBe(sha256(readFileSync(own)));
  expect(manifest.record).toMatchObject({ id: 'tiny-two', limits: { contextWindow: 512, prefillChunk: 512 } });
  expect(manifest.variants.map(({ quantization }) => quantization)).toEqual(['q4f16_1']);
  await expect(add(path(own), { context: 1_000_000 })).rejects.toThrow('was trained for');
});

it('prepares a repository of the hub with an adapter of the hub, at the commits that they had', async () => {
  offer(hub, shardedCheckpoint(checkpoint()), {
    repository: REPOSITORY,
    commit: commitOf('a'),
    card: { license: 'cc-by-nc-4.0' },
  });
  offer(hub, adapterFilesOf(), { repository: 'else/lora', commit: commitOf('b') });
  const model = await add(onHub(), { adapter: onHub('else/lora') });
  // Of the weights no more than their heads, until the model is known to be one that can be had.
  const asked = hub.asked.filter((each) => each.path.startsWith('/far/') && each.path.includes('model-0'));
  expect(asked.length).toBeGreaterThan(0);
  expect(Math.max(...asked.map(({ range }) => Number(/^bytes=\d+-(\d+)$/.exec(range!)![1])))).toBeLessThan(2500);
  const { record } = await prepare(model);
  expect(record).toMatchObject({
    id: 'small-1b-lora',
    licence: { id: 'cc-by-nc-4.0', researchOnly: true },
    source: { kind: 'huggingface', repository: REPOSITORY, revision: commitOf('a') },
  });
});

it('tells of a repository all that it tells before it is added, by heads alone, and keeps nothing', async () => {
  vi.stubEnv('HF_ENDPOINT', hub.url);
  offer(hub, shardedCheckpoint(checkpoint()), { repository: REPOSITORY, commit: commitOf('a') });
  offer(hub, adapterFilesOf(), { repository: 'else/lora', commit: commitOf('b') });
  const order = { model: onHub(), adapter: onHub('else/lora'), name: null, context: null, quantizations: [] };
  const { model, known } = await examined(order, lines);
  const page = asLines(model, known, null).join('\n');
  expect(page).toMatch(/What it is +qwen2, 1 layers of 64.*safetensors, F32; trained for 8,192 tokens/);
  expect(page).toMatch(/Adapter +LoRA/);
  expect(page).toMatch(/Template +from tokenizer_config\.json, chat_template/);
  expect(page).toMatch(/ends it at <\|im_end\|> \(259\)/);
  expect(page).toMatch(/Becomes +4 bits \(q4f32_1\).*\n +4 bits \(q4f16_h8\), embedding and output matrix in 8/);
  expect(page).toMatch(/Takes +\d+ kB of downloads, \d+ kB of disk/);
  expect(page).toMatch(/context: 8,192 tokens in training, 4,096 here/);
  expect(readdirSync(join(root.folder, 'sources'))).toEqual([]);
  expect(await listed('small-1b-lora')).toBe('unknown');
  const weights = hub.asked.filter(({ path: asked }) => asked.startsWith('/far/'));
  expect(weights.length).toBeGreaterThan(0);
  for (const { range } of weights) expect(Number(/^bytes=\d+-(\d+)$/.exec(range!)![1])).toBeLessThan(2500);
});

it('fetches a checkpoint once for two models that are made from it, and removes it with the second', async () => {
  offer(hub, shardedCheckpoint(checkpoint()), { repository: REPOSITORY, commit: commitOf('a') });
  const lora = write('Tuned', adapterFilesOf());
  const plain = await add(onHub());
  await prepare(plain);
  const before = hub.asked.length;
  const tuned = await add(onHub(), { adapter: path(lora) });
  await prepare(tuned);
  expect(hub.asked.slice(before).filter(({ path: asked }) => !asked.startsWith('/api/'))).toEqual([]);
  const sources = () => readdirSync(join(root.folder, 'sources'));
  await removeModel(plain, await knownModels());
  expect(sources()).toHaveLength(1);
  await removeModel(tuned, await knownModels());
  expect(sources()).toEqual([]);
  expect(readdirSync(lora)).toHaveLength(2);
});

it('goes on with the commit it began with, and takes a newer one once it is done', async () => {
  offer(hub, shardedCheckpoint(checkpoint()), { repository: REPOSITORY, commit: commitOf('a') });
  await add(onHub());
  expect(await listed('small-1b', false)).toContain('not complete: run again npm run models -- add somebody/small-1b');
  offer(hub, shardedCheckpoint(checkpoint()), { repository: REPOSITORY, commit: commitOf('b') });
  const begun = await add(onHub());
  expect(addedOf(begun)?.model).toMatchObject({ revision: commitOf('a') });
  await prepare(begun);
  expect(addedOf(await add(onHub()))?.model).toMatchObject({ revision: commitOf('b') });
  expect(readdirSync(join(root.folder, 'sources'))).toEqual([`somebody+small-1b@${'b'.repeat(12)}`]);
});

it('leaves a person’s own files as they are, and a model in use whose file is gone', async () => {
  const folder = writeCheckpoint();
  const before = readdirSync(folder).sort();
  const model = await add(path(folder));
  await prepare(model);
  const usual = async () => (await usualModels()).map(({ record }) => record.id);
  expect(await usual()).toContain('my-model');
  expect(await listed('my-model')).toBe(`prepared from ${folder}`);

  writeFileSync(join(folder, 'config.json'), jsonOf({ ...checkpoint().config, changed: true }));
  expect(await listed('my-model')).toMatch(/a file has changed; stays in use as it is/);
  expect(await usual()).not.toContain('my-model');
  expect(await refusal(prepareAnew(model))).toMatch(/has changed since my-model was made from it\.\n.*Add it again/);

  rmSync(join(folder, 'model.safetensors'));
  expect(await listed('my-model')).toMatch(/a file is gone; stays in use as it is/);
  expect(await usual()).not.toContain('my-model');
  expect(indexed()).toEqual(['my-model']);
  await removeModel(model, await knownModels());
  expect(existsSync(join(root.folder, 'public/my-model'))).toBe(false);
  expect(readdirSync(folder).sort()).toEqual(before.filter((name) => name !== 'model.safetensors'));
});

/** As after a change of the converter. */
async function prepareAnew(model: Model): Promise<Manifest> {
  rmSync(join(root.folder, 'stamps'), { recursive: true });
  return prepare(model);
}

it('knows a model that was copied here without what it was made from', async () => {
  await prepare(await add(path(writeCheckpoint())));
  for (const name of ['added', 'prepared', 'stamps']) rmSync(join(root.folder, name), { recursive: true });
  expect(await listed('my-model')).toBe('prepared elsewhere and copied here');
  expect((await usualModels()).map(({ record }) => record.id)).not.toContain('my-model');
  expect(await refusal(add(path(writeCheckpoint())))).toMatch(/There is a model my-model already\.\n.*--name/);
  await removeModel((await knownModels()).find(({ record }) => record.id === 'my-model')!, await knownModels());
  expect(existsSync(join(root.folder, 'public/my-model'))).toBe(false);
});

it('takes a thing added again in its own place, and no other’s', async () => {
  const model = await add(path(writeCheckpoint()));
  const again = await add(path(writeCheckpoint()), { context: 256 });
  expect(again.record.id).toBe(model.record.id);
  await prepare(again);
  const other = writeCheckpoint('elsewhere/My Model');
  expect(await refusal(add(path(other)))).toMatch(/There is a model my-model already\.\n.*--name NAME/);
  expect(await refusal(add(path(other), { name: 'Hakui tiny' }))).toContain('There is a model hakui-tiny already.');
});

it('gives the name of an addition that came to nothing to the next', async () => {
  const broken = checkpoint();
  new DataView(broken.weights.data.buffer).setFloat32(0, Number.NaN, true);
  const first = await add(path(writeCheckpoint('My Model', broken)));
  expect(await refusal(prepare(first))).toMatch(/not a finite number/);
  const second = await add(path(writeCheckpoint('elsewhere/My Model')));
  expect(second.record.id).toBe(first.record.id);
  expect((await prepare(second)).id).toBe('my-model');
});

it('adds a GGUF file that was split, by one of its parts or its folder', async () => {
  const folder = write('Split', smallParts());
  const model = await add(path(join(folder, 'small-00002-of-00002.gguf')));
  const { convertedFrom } = await prepare(model);
  expect(model.record).toMatchObject({ id: 'small', source: { format: 'gguf', name: 'small-00001-of-00002.gguf' } });
  expect((await add(path(folder))).record.id).toBe('small');
  rmSync(join(folder, 'small-00001-of-00002.gguf'));
  expect(await refusal(add(path(folder)))).toMatch(/split into 2 files.*small-00001-of-00002\.gguf/);
  expect(convertedFrom).toMatch(/^[0-9a-f]{64}$/);
});

it('does not take a name from a later part, nor a folder of several models', async () => {
  const folder = write('Split', { ...smallParts(), 'other.gguf': rawGguf(smallGguf()) });
  expect(await refusal(add(path(folder)))).toMatch(/several models: other\.gguf, small-0000/);
});

it.each<[string, RegExp, () => Adding['model']]>([
  [
    'an architecture',
    /config\.json, field "model_type".*\n.*Choose another model/,
    () => path(writeCheckpoint('Other', checkpoint({ model_type: 'mamba' }))),
  ],
  [
    'heads',
    /attention heads of 32 values; 64 and 128 are supported/,
    () => path(writeCheckpoint('Other', checkpoint({ num_attention_heads: 2, num_key_value_heads: 2 }))),
  ],
  [
    'a template',
    /tokenizer\.chat_template.*leaves a question out.*\n.*--template/,
    () => {
      const raw = smallGguf();
      setField(raw, 'tokenizer.chat_template', value.text('[INST]'));
      return path(join(write('Other', { 'x.gguf': rawGguf(raw) }), 'x.gguf'));
    },
  ],
  [
    'a tokenizer',
    /tokenizer\.json, field "model\.type".*Unigram.*\n.*byte-level BPE/,
    () => {
      const small = checkpoint();
      small.tokenizer.model.type = 'Unigram';
      return path(writeCheckpoint('Other', small));
    },
  ],
  [
    'a file',
    /has no model\.safetensors.*\n.*Put the file there/,
    () => path(write('Other', { 'config.json': jsonOf({}), 'tokenizer.json': jsonOf({}) })),
  ],
  [
    'what is no model',
    /x\.gguf.*\n.*Name a GGUF file, or the folder/,
    () => path(join(write('Other', { 'x.gguf': Buffer.alloc(64) }), 'x.gguf')),
  ],
])('refuses %s that it can do nothing with, before anything is kept', async (_, message, place) => {
  expect(await refusal(add(place()))).toMatch(message);
  expect(existsSync(join(root.folder, 'added'))).toBe(false);
});

it.runIf(existsSync(tiny))('refuses an adapter for another model, and one for a GGUF file', async () => {
  const lora = write('Tuned', adapterFilesOf(smallAdapter()));
  const other = refusal(add(path(writeCheckpoint()), { adapter: path(lora) }));
  expect(await other).toMatch(
    /adapter_model\.safetensors, tensor.*32 × 32.*64 × 64.*\n.*only with the model that it was trained for/,
  );
  expect(await refusal(add(path(tiny), { adapter: path(lora) }))).toMatch(/rounded already\.\n.*safetensors/);
});

const architectureOf = (id: string) => readRecords().find((record) => record.id === id)!.architecture;
const small = smallRecord.architecture;
const coder = architectureOf('qwen2.5-coder-1.5b-instruct');
const seven = architectureOf('jmedllm-7b-v1');

it.each([
  [{}, 'a small one', small, ['q4f32_1', 'q4f16_h8']],
  [{ bits: 8 as const }, 'a small one', small, ['q8f32_1', 'q8f16_1']],
  // 4 bits of its output matrix are 116 MB and 8 are 233 MB: some devices bind no more than 128 MiB at once.
  [{}, 'one of 1.5 billion weights', coder, ['q4f32_1', 'q4f16_1', 'q4f16_h8']],
  [{}, 'one of 7 billion', seven, ['q4f16_h8']],
  [{ bits: 8 as const }, 'one of 7 billion', seven, ['q8f16_1']],
  [{ quantizations: ['q4f16_1'] as const }, 'one of 7 billion', seven, ['q4f16_1']],
])('with %o %s is stored in %s', (said, _, architecture, quantizations) => {
  expect(chosenQuantizations({ quantizations: [], ...said }, architecture)).toEqual(quantizations);
});
