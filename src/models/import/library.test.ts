import { expect, test } from 'vitest';
import { device, processor } from '@/test/devices';
import type { Manifest } from '../../../model-config/models/manifest.ts';
import { records } from '../catalog';
import { findLibrary } from './library';

const record = (id: string) => records.find((each) => each.id === id)!;
const smollm2 = record('smollm2-135m-instruct');
const qwen2 = record('qwen2-7b-instruct');
const jmedllm = record('jmedllm-7b-v1');
const MODELS = 'http://localhost/models/';
const at = (hub: boolean) => ({ modelsUrl: MODELS, hub });

function manifest(id: string, ...libraries: [quantization: 'q4f32_1' | 'q4f16_1', adapterClass: 'gpu' | 'software'][]) {
  const file = (path: string) => ({ path, bytes: 5, sha256: 'a'.repeat(64) });
  return {
    ...{ format: 1, id, convertedFrom: '' },
    variants: (['q4f32_1', 'q4f16_1'] as const).map((quantization) => ({
      quantization,
      files: [],
      libraries: libraries
        .filter(([of]) => of === quantization)
        .map(([, adapterClass]) => ({ ...file(`lib/${quantization}-${adapterClass}.wasm`), adapterClass })),
    })),
  } as Manifest;
}

const built = {
  record: smollm2,
  manifest: manifest(smollm2.id, ['q4f32_1', 'software'], ['q4f32_1', 'gpu'], ['q4f16_1', 'gpu']),
};

test.each([
  ['a processor', processor, 'q4f32_1-software'],
  ['a GPU without f16', { ...device, shaderF16: false }, 'q4f32_1-gpu'],
  ['a GPU', device, 'q4f16_1-gpu'],
])('%s gets the library that was built for it', (_, on, name) => {
  expect(findLibrary(smollm2.architecture, [built], on, at(false))).toMatchObject({
    ...{ url: `${MODELS}${smollm2.id}/lib/${name}.wasm`, bytes: 5, sha256: 'a'.repeat(64) },
    ...{ limits: smollm2.limits, madeFor: smollm2.name },
  });
});

test('another shape has none, however close', () => {
  const longer = { ...smollm2.architecture, layers: smollm2.architecture.layers + 1 };
  const untied = { ...smollm2.architecture, tiedEmbedding: false };
  for (const shape of [longer, untied]) expect(findLibrary(shape, [built], device, at(true))).toBeNull();
});

test('the 7B model can use the library that is published for its base model, online and on a GPU only', () => {
  const known = [jmedllm, qwen2].map((each) => ({ record: each, manifest: undefined }));
  expect(findLibrary(jmedllm.architecture, known, device, at(true))).toMatchObject({
    ...{ quantization: 'q4f16_1', adapterClass: 'gpu', sha256: null, madeFor: qwen2.name, limits: qwen2.limits },
    url: qwen2.variants[0]!.publishedLibrary,
  });
  expect(findLibrary(jmedllm.architecture, known, device, at(false))).toBeNull();
  expect(findLibrary(jmedllm.architecture, known, processor, at(true))).toBeNull();
});

test('one that was built comes before one that is published', () => {
  const own = { record: jmedllm, manifest: manifest(jmedllm.id, ['q4f16_1', 'gpu']) };
  const known = [{ record: qwen2, manifest: undefined }, own];
  expect(findLibrary(jmedllm.architecture, known, device, at(true))?.madeFor).toBe(jmedllm.name);
});
