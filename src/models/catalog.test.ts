import { expect, test } from 'vitest';
import type { Manifest } from '../../model-config/models/manifest.ts';
import type { Quantization } from '../../model-config/models/quantization.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import type { DeviceReport } from './capability';
import { availabilityOf, records, resolveArtifacts } from './catalog';

const GIB = 2 ** 30;
const MODELS = 'http://127.0.0.1:8080/hakui/models/';
const SHA = 'a'.repeat(64);

const gpu: DeviceReport = {
  lacks: [],
  adapterRefused: false,
  webgpu: true,
  adapter: true,
  name: 'NVIDIA lovelace',
  adapterClass: 'gpu',
  shaderF16: true,
  maxBufferBytes: 4 * GIB,
  maxStorageBindingBytes: 2 * GIB,
  maxStorageBuffersPerStage: 16,
  maxWorkgroupStorageBytes: 48 * 1024,
  memoryBytes: null,
};
const gpuWithoutF16 = { ...gpu, shaderF16: false };
const software = { ...gpu, adapterClass: 'software', shaderF16: false } as const;
const at = { modelsUrl: MODELS };

function record(id: string): ModelRecord {
  const found = records.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no record ${id}`);
  return found;
}

const smollm2 = record('smollm2-135m-instruct');
const qwen2 = record('qwen2-7b-instruct');
const jmedllm = record('jmedllm-7b-v1');
const coder = record('qwen2.5-coder-1.5b-instruct');

const file = (path: string) => ({ path, bytes: 10, sha256: SHA });
const manifestOf = (id: string, libraries: Record<string, ('gpu' | 'software')[]>): Manifest => ({
  format: 1,
  id,
  convertedFrom: SHA,
  variants: Object.entries(libraries).map(([quantization, classes]) => ({
    quantization: quantization as Quantization,
    files: ['mlc-chat-config.json', 'tensor-cache.json', 'tokenizer.json', 'params_shard_0.bin'].map((name) =>
      file(`resolve/${quantization}/${name}`),
    ),
    libraries: classes.map((adapterClass) => ({ ...file(`lib/${quantization}-${adapterClass}.wasm`), adapterClass })),
  })),
});
const prepared = manifestOf(smollm2.id, { q4f32_1: ['gpu', 'software'], q4f16_1: ['gpu'] });

test.each([
  ['a GPU with f16', gpu, 'q4f16_1', 'gpu'],
  ['a GPU without f16', gpuWithoutF16, 'q4f32_1', 'gpu'],
  ['a software adapter', software, 'q4f32_1', 'software'],
])('%s gets the variant made for it', (_, device, quantization, adapterClass) => {
  expect(resolveArtifacts(smollm2, prepared, device, at)).toMatchObject({ quantization, adapterClass });
});

test('addresses are absolute, and each file is in the scope web-llm reads it from', () => {
  const artifacts = resolveArtifacts(smollm2, prepared, software, at);
  const folder = `${MODELS}${smollm2.id}/`;
  expect(artifacts.weightsUrl).toBe(`${folder}resolve/q4f32_1/`);
  expect(artifacts.libraryUrl).toBe(`${folder}lib/q4f32_1-software.wasm`);
  expect(artifacts.files.map(({ url, scope }) => [url.slice(folder.length), scope])).toEqual([
    ['resolve/q4f32_1/mlc-chat-config.json', 'webllm/config'],
    ['resolve/q4f32_1/tensor-cache.json', 'webllm/model'],
    ['resolve/q4f32_1/tokenizer.json', 'webllm/model'],
    ['resolve/q4f32_1/params_shard_0.bin', 'webllm/model'],
    ['lib/q4f32_1-software.wasm', 'webllm/wasm'],
  ]);
});

test('an explicit choice overrides the device', () => {
  const choice = { ...at, quantization: 'q4f16_1', adapterClass: 'gpu' } as const;
  expect(resolveArtifacts(smollm2, prepared, software, choice)).toMatchObject({
    quantization: 'q4f16_1',
    adapterClass: 'gpu',
  });
});

/** A record that leaves the library to its publisher. */
const withoutLibrary = { ...jmedllm, variants: jmedllm.variants.map((each) => ({ ...each, libraries: [] })) };

test('weights prepared here may use a published library', () => {
  const artifacts = resolveArtifacts(withoutLibrary, manifestOf(jmedllm.id, { q4f16_1: [] }), gpu, at);
  expect(artifacts.weightsUrl).toBe(`${MODELS}${jmedllm.id}/resolve/q4f16_1/`);
  expect(artifacts.libraryUrl).toBe(jmedllm.variants[0]?.publishedLibrary);
});

test('a published library is not mixed with weights for which set-up compiles its own', () => {
  const halfPrepared = manifestOf(coder.id, { q4f16_1: [] });
  expect(resolveArtifacts(coder, halfPrepared, gpu, at).weightsUrl).toBe(coder.variants[1]?.publishedWeights);
  expect(() => resolveArtifacts(coder, halfPrepared, gpu, { ...at, hub: false })).toThrow(
    expect.objectContaining({ code: 'no-variant' }),
  );
});

test('a published library is out of reach of a build without the hub', () => {
  const weightsOnly = manifestOf(jmedllm.id, { q4f16_1: [] });
  expect(() => resolveArtifacts(withoutLibrary, weightsOnly, gpu, { ...at, hub: false })).toThrow(
    expect.objectContaining({ code: 'no-variant' }),
  );
});

test('a published model needs no manifest, but a build that may reach the hub', () => {
  const artifacts = resolveArtifacts(qwen2, undefined, gpu, at);
  expect(artifacts.weightsUrl).toBe(qwen2.variants[0]?.publishedWeights);
  expect(artifacts.files.every(({ sha256 }) => sha256 === null)).toBe(true);
  expect(() => resolveArtifacts(qwen2, undefined, gpu, { ...at, hub: false })).toThrow(
    expect.objectContaining({ code: 'no-variant', details: { model: qwen2.id, adapterClass: 'gpu' } }),
  );
});

test('a published library is held to the digest that its record states', () => {
  const sha256 = 'a'.repeat(64);
  const pinned = { ...qwen2, variants: qwen2.variants.map((each) => ({ ...each, publishedLibrarySha256: sha256 })) };
  const { files, libraryUrl } = resolveArtifacts(pinned, undefined, gpu, at);
  expect(files.find(({ url }) => url === libraryUrl)).toMatchObject({ sha256 });
});

test('what is prepared and fits is ready', () => {
  expect(availabilityOf(smollm2, prepared, software, at)).toMatchObject({ state: 'ready', guess: null });
});

test('a model that set-up always prepares but is missing tells the command', () => {
  expect(availabilityOf(smollm2, undefined, gpu, at)).toEqual({
    state: 'not-prepared',
    how: { kind: 'set-up', command: 'npm start' },
  });
});

test('a model that set-up converts on request, and one out of reach of this build, can be added', () => {
  expect(availabilityOf(jmedllm, undefined, gpu, at)).toMatchObject({
    state: 'can-be-added',
    how: { kind: 'set-up', command: 'npm run models -- add jmedllm-7b-v1' },
  });
  expect(availabilityOf(qwen2, undefined, gpu, { ...at, hub: false })).toMatchObject({
    state: 'can-be-added',
    how: { kind: 'online' },
  });
});

test.each([
  ['no WebGPU', { ...gpu, webgpu: false, adapter: false }, { code: 'no-webgpu' }],
  ['no adapter', { ...gpu, adapter: false }, { code: 'no-adapter' }],
  ['a software adapter', software, { code: 'no-variant', adapterClass: 'software' }],
  ['no f16', gpuWithoutF16, { code: 'no-variant', adapterClass: 'gpu' }],
  ['small buffers', { ...gpu, maxStorageBindingBytes: 2 ** 27 }, { code: 'buffer-too-large' }],
])('a 7B model cannot run with %s, whether prepared or not', (_, device, why) => {
  for (const manifest of [undefined, manifestOf(jmedllm.id, { q4f16_1: [] })]) {
    expect(availabilityOf(jmedllm, manifest, device, at)).toMatchObject({ state: 'cannot-run', why });
  }
});

test('little memory warns without forbidding', () => {
  expect(availabilityOf(qwen2, undefined, { ...gpu, memoryBytes: 4 * GIB }, at)).toMatchObject({
    state: 'ready',
    guess: { code: 'little-memory' },
  });
});

test('the product comes first and fixtures last', () => {
  const roles = records.map(({ role }) => role);
  const only = (role: ModelRecord['role']) => roles.filter((each) => each === role);
  expect(roles).toEqual([...only('product'), ...only('general'), ...only('fixture')]);
});

const both = manifestOf(jmedllm.id, { q4f16_1: ['gpu'], q4f16_h8: ['gpu'] });
const wide = jmedllm.variants.find(({ quantization }) => quantization === 'q4f16_h8')!;
const narrow = jmedllm.variants.find(({ quantization }) => quantization === 'q4f16_1')!;

test('embedding and output matrix come in 8 bits where the device has room for them, and in 4 where it has not', () => {
  const tight = { ...wide, largestBufferBytes: 2 ** 30 + 1 };
  const [roomy, cramped] = [
    [narrow, wide],
    [narrow, tight],
  ].map((variants) => availabilityOf({ ...jmedllm, variants }, both, gpu, at));
  expect(roomy).toMatchObject({ state: 'ready', artifacts: { quantization: 'q4f16_h8' }, guess: null });
  expect(cramped).toMatchObject({ state: 'ready', artifacts: { quantization: 'q4f16_1' }, guess: null });
});

test('a variant that may have too little memory stands behind one that has enough', () => {
  const variants = [
    { ...narrow, gpuMemoryBytes: 3 * GIB },
    { ...wide, gpuMemoryBytes: 5 * GIB },
  ];
  const small = { ...gpu, memoryBytes: 4 * GIB };
  expect(availabilityOf({ ...jmedllm, variants }, both, small, at)).toMatchObject({
    artifacts: { quantization: 'q4f16_1' },
    guess: null,
  });
});

test('where only the narrow variant is prepared, it is what loads', () => {
  const prepared = manifestOf(jmedllm.id, { q4f16_1: ['gpu'] });
  expect(resolveArtifacts(jmedllm, prepared, gpu, at)).toMatchObject({ quantization: 'q4f16_1' });
});

test('what is here and certain not to fit is not offered, whatever could be had besides', () => {
  const prepared = manifestOf(jmedllm.id, { q4f16_h8: ['gpu'] });
  const variants = [narrow, { ...wide, largestBufferBytes: 2 ** 30 + 1 }];
  expect(availabilityOf({ ...jmedllm, variants }, prepared, gpu, { ...at, hub: false })).toMatchObject({
    state: 'cannot-run',
    why: { code: 'buffer-too-large' },
  });
});

test('eight bits throughout are taken where a model has nothing else, on processors too', () => {
  const variants = (['q8f32_1', 'q8f16_1'] as const).map((quantization) => ({
    ...narrow,
    ...{ quantization, libraries: ['gpu', 'software'] satisfies ('gpu' | 'software')[] },
  }));
  const eight: ModelRecord = { ...jmedllm, variants };
  const prepared = manifestOf(jmedllm.id, { q8f32_1: ['gpu', 'software'], q8f16_1: ['gpu'] });
  const chosen = [gpu, gpuWithoutF16, software].map((device) => {
    const { quantization, adapterClass } = resolveArtifacts(eight, prepared, device, at);
    return [quantization, adapterClass];
  });
  expect(chosen).toEqual([
    ['q8f16_1', 'gpu'],
    ['q8f32_1', 'gpu'],
    ['q8f32_1', 'software'],
  ]);
});
