import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromHalfBits, HALF_TO_FLOAT, toHalfBits } from './half.ts';

const bits = fc.integer({ min: 0, max: 0xffff }).filter((b) => (b & 0x7c00) !== 0x7c00);

it('keeps every finite half, and infinity', () => {
  for (let b = 0; b < 65536; b++) {
    const value = HALF_TO_FLOAT[b]!;
    if (!Number.isNaN(value)) expect(toHalfBits(value)).toBe(b);
  }
});

// Sign, exponent and fraction of values written out in IEEE 754's own examples of binary16.
it.each([
  [0x3c00, 1],
  [0x3c01, 1.0009765625],
  [0xc000, -2],
  [0x7bff, 65504],
  [0x0400, 2 ** -14],
  [0x0001, 2 ** -24],
  [0x3555, 0.333251953125],
  [0x7c00, Number.POSITIVE_INFINITY],
])('reads %i as %d', (b, value) => {
  expect(fromHalfBits(b)).toBe(value);
});

it('rounds to the nearest, ties to the even one', () => {
  fc.assert(
    fc.property(bits, fc.oneof(fc.constant(0.5), fc.double({ min: 0, max: 1, noNaN: true })), (b, t) => {
      const low = HALF_TO_FLOAT[b & 0x7fff]!;
      const high = Math.min(HALF_TO_FLOAT[(b & 0x7fff) + 1]!, 65536);
      const value = Math.fround(low + t * (high - low));
      const nearest = value - low < high - value || (value - low === high - value && b % 2 === 0) ? 0 : 1;
      expect(toHalfBits(value)).toBe((b & 0x7fff) + nearest);
    }),
    { numRuns: 2000 },
  );
});
