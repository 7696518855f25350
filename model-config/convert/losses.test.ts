import { expect, it } from 'vitest';
import type { Quantization } from '../models/quantization.ts';
import { traitsOf } from '../prompt/traits.ts';
import { lossesOf } from './losses.ts';
import { smallRecord } from './testing/small-model.ts';

const traits = traitsOf(smallRecord.template);

function ofPrecision(storedAs: string[], quantization: Quantization) {
  return lossesOf({ storedAs, trainedContext: null, traits }, smallRecord.limits, quantization);
}

it.each(['Q8_0', 'Q6_K', 'Q5_0', 'Q5_1', 'Q5_K'])('says that weights of %s are cut to 4 bits', (type) => {
  expect(ofPrecision([type, 'F32'], 'q4f16_1')).toEqual([
    { code: 'rounded', bits: 4 },
    { code: 'fewer-bits', types: type, bits: 4 },
    { code: 'rounded-again', types: type },
  ]);
});

it('names of a mixture the types that are cut', () => {
  expect(ofPrecision(['Q4_K', 'F32', 'Q6_K'], 'q4f16_h8')).toEqual([
    { code: 'rounded-but-vocabulary', bits: 4, vocabularyBits: 8 },
    { code: 'fewer-bits', types: 'Q6_K', bits: 4 },
    { code: 'rounded-again', types: 'Q4_K, Q6_K' },
  ]);
});

it('says of a checkpoint in 16 bits no more than that it is rounded', () => {
  expect(ofPrecision(['BF16'], 'q4f32_1')).toEqual([{ code: 'rounded', bits: 4 }]);
  expect(ofPrecision(['BF16'], 'q8f32_1')).toEqual([{ code: 'rounded', bits: 8 }]);
});

it('loses nothing of Q8_0 in 8 bits', () => {
  expect(ofPrecision(['Q8_0', 'F32'], 'q8f16_1')).toEqual([]);
});
