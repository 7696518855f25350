import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EngineError } from '../../errors';
import { checkLibrary, type ModelFacts } from './check-library';
import { factsOf, librariesAreHere, libraryOf, moduleOf } from './testing/libraries';
import { CALLED, GIVEN } from './web-llm-abi';

/** Set-up compiles them before `npm test`; a bare checkout has none. */
const onReal = test.runIf(librariesAreHere);

const TINY = 'hakui-tiny';
const SMOLLM2 = 'smollm2-135m-instruct';

function faultOf(library: Uint8Array, model: ModelFacts = factsOf(TINY)) {
  try {
    checkLibrary(library, model);
    return null;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    expect(error.code).toBe('bad-library');
    return error.details;
  }
}

onReal.each([
  [TINY, 'q4f32_1', 'q4f32_1-software'],
  [TINY, 'q4f32_1', 'q4f32_1-gpu'],
  [TINY, 'q4f16_1', 'q4f16_1-gpu'],
  [SMOLLM2, 'q4f32_1', 'q4f32_1-software'],
  [SMOLLM2, 'q4f16_1', 'q4f16_1-gpu'],
])('the library that was compiled for %s %s fits it', (model, quantization, library) => {
  expect(faultOf(libraryOf(model, library), factsOf(model, quantization))).toBeNull();
});

onReal("another model's library is told by the first parameter that differs", () => {
  expect(faultOf(libraryOf(TINY), factsOf(SMOLLM2))).toEqual({
    context: 'parameter',
    reason: expect.any(String),
    parameter: 'model.embed_tokens.q_weight',
    expected: '896 × 32 uint32',
    found: '49152 × 72 uint32',
  });
});

onReal('the library of another quantisation is told by it', () => {
  expect(faultOf(libraryOf(TINY, 'q4f16_1-gpu'))).toMatchObject({
    context: 'setting',
    setting: 'quantization',
    expected: 'q4f32_1',
    found: 'q4f16_1',
  });
  const renamed = { ...factsOf(TINY), quantization: 'q4f16_1' };
  expect(faultOf(libraryOf(TINY, 'q4f16_1-gpu'), renamed)).toMatchObject({
    parameter: 'model.embed_tokens.q_scale',
    expected: '896 × 8 float16',
    found: '896 × 8 float32',
  });
});

onReal('a parameter that the weights lack, and one that the library does not take', () => {
  const facts = factsOf(TINY);
  const name = facts.tensors[4]!.name;
  const fewer = facts.tensors.filter((tensor) => tensor.name !== name);
  expect(faultOf(libraryOf(TINY), { ...facts, tensors: fewer })).toMatchObject({ parameter: name, found: '–' });
  const more = [...facts.tensors, { name: 'model.one_more.q_weight', shape: [896, 32], dtype: 'uint32' }];
  expect(faultOf(libraryOf(TINY), { ...facts, tensors: more })).toMatchObject({
    parameter: 'model.one_more.q_weight',
    expected: '–',
    found: '896 × 32 uint32',
  });
});

onReal('a vocabulary larger than the configuration knows', () => {
  expect(faultOf(libraryOf(TINY), { ...factsOf(TINY), vocabularySize: 800 })).toMatchObject({
    setting: 'active_vocab_size',
    expected: '≤ 800',
    found: 896,
  });
});

test('a library of another ABI is told as that, by what it lacks or wants', () => {
  const model = { quantization: 'q4f32_1', tensors: [], vocabularySize: null };
  const old = moduleOf(
    ['TVMWasmPackedCFunc'],
    ['memory', '_initialize', 'TVMWasmAllocSpace', 'TVMWasmFreeSpace', 'TVMFuncCall'],
  );
  expect(WebAssembly.validate(old as BufferSource)).toBe(true);
  expect(faultOf(old, model)).toEqual({ context: 'version', reason: 'it has no TVMFFIWasmFunctionCreate' });
  expect(faultOf(moduleOf(['TVMWasmPackedCFunc'], CALLED), model)).toMatchObject({
    reason: 'it wants env.TVMWasmPackedCFunc',
  });
  expect(faultOf(moduleOf(GIVEN, CALLED, '{"a":1}'), model)).toMatchObject({ reason: 'it does not describe itself' });
});

test('garbage is told as damaged', () => {
  const model = { quantization: 'q4f32_1', tensors: [], vocabularySize: null };
  for (const garbage of ['', 'not found', '<!doctype html><title>404</title>']) {
    expect(faultOf(new TextEncoder().encode(garbage), model)).toMatchObject({ context: 'damaged' });
  }
});

onReal('a library cut anywhere is never taken for a whole one', () => {
  const whole = libraryOf(TINY);
  for (let length = whole.length - 1; length > 7; length = Math.floor(length * 0.83)) {
    expect(faultOf(whole.subarray(0, length)), `cut after ${length}`).toMatchObject({
      context: expect.stringMatching(/damaged|version/),
    });
  }
  expect(faultOf(whole.subarray(0, whole.length - 1))).toEqual({
    context: 'damaged',
    reason: expect.stringMatching(/^it ends after \d+ of at least \d+ bytes$/),
  });
});

test('the lists of what the two want of each other are those of the web-llm installed', () => {
  const source = readFileSync(new URL(import.meta.resolve('@mlc-ai/web-llm')), 'utf8');
  const called = [...source.matchAll(/\bexports\s*\.(TVM(?:FFI|Wasm)\w+)/g)].map(([, name]) => name);
  expect(new Set(called)).toEqual(new Set(CALLED.filter((name) => name.startsWith('TVM'))));
  const given = /wasmImports=\{(.+?)\}/
    .exec(source)![1]!
    .split(',')
    .map((pair) => pair.split(':')[0]);
  expect(new Set([...given, '__cxa_thread_atexit', '__console_log'])).toEqual(new Set(GIVEN));
});
