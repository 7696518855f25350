import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findMetadata } from './metadata';

const METADATA = {
  model_type: 'qwen2',
  quantization: 'q4f16_1',
  params: [{ name: 'a "quoted" {name}', shape: [2, 3], dtype: 'float16' }],
  prefill_chunk_size: 128,
  kv_cache: { head_dim: 64 },
};

test('the metadata is found whatever stands around it, in any order of its fields', () => {
  // Of what TVM writes there: lengths, names, other texts in JSON, and shaders with braces that never close.
  const around = fc.array(
    fc.oneof(
      fc.constantFrom('{"', '{"f": {"name": "f"}}', '\0\0', 'fn main() {\n', '\\"'),
      fc.string({ unit: 'binary' }),
    ),
  );
  fc.assert(
    fc.property(
      around,
      around,
      fc.shuffledSubarray(Object.keys(METADATA), { minLength: 5 }),
      (before, after, order) => {
        const fields = order.map((key) => [key, METADATA[key as keyof typeof METADATA]]);
        const text = JSON.stringify(Object.fromEntries(fields));
        const data = new TextEncoder().encode([...before, '\0', text, ...after].join(''));
        expect(findMetadata(data)).toMatchObject({ quantization: 'q4f16_1', params: METADATA.params });
      },
    ),
  );
});

test('where there is none, none is found', () => {
  expect(findMetadata(new TextEncoder().encode('{"model_type": "qwen2", "params": []} {"f": 1'))).toBeNull();
  expect(findMetadata(new Uint8Array())).toBeNull();
});
