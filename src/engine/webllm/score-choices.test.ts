import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalise } from './score-choices';

const logprobs = fc.array(fc.double({ min: -80, max: 0, noNaN: true }), { minLength: 1, maxLength: 5 });

test('the probabilities sum to 1 and their ratios stay', () => {
  fc.assert(
    fc.property(logprobs, (before) => {
      const after = normalise(before);
      expect(after.reduce((sum, each) => sum + Math.exp(each), 0)).toBeCloseTo(1, 10);
      for (const [index, each] of before.entries()) {
        expect(after[index]! - after[0]!).toBeCloseTo(each - before[0]!, 10);
      }
    }),
  );
});

test('a bias shared by all changes nothing', () => {
  fc.assert(
    fc.property(logprobs, fc.double({ min: -100, max: 100, noNaN: true }), (before, bias) => {
      const shifted = normalise(before.map((each) => each + bias));
      for (const [index, each] of normalise(before).entries()) expect(shifted[index]).toBeCloseTo(each, 10);
    }),
  );
});

test('a candidate too unlikely for float32 stays impossible, and none at all is an error', () => {
  expect(normalise([Math.log(0.5), Number.NEGATIVE_INFINITY])).toEqual([0, Number.NEGATIVE_INFINITY]);
  expect(() => normalise([Number.NEGATIVE_INFINITY])).toThrow(expect.objectContaining({ code: 'bad-library' }));
});
