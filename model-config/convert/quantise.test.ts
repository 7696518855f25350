import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HALF_TO_FLOAT, toHalfBits } from './half.ts';
import { quantiseRows } from './quantise.ts';

/** Weights of any size a scale can hold, from below the smallest half upwards. */
const group = fc
  .record({
    exponent: fc.integer({ min: -40, max: 15 }),
    values: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 32, maxLength: 32 }),
  })
  .map(({ exponent, values }) => Float32Array.from(values, (v) => v * 2 ** exponent));

function codes(packed: Uint32Array): number[] {
  return [...packed].flatMap((word) => Array.from({ length: 8 }, (_, j) => (word >>> (4 * j)) & 15));
}

describe.each(['q4f32_1', 'q4f16_1'] as const)('%s', (quantization) => {
  it('is off by half a step at most, or by what 7 steps of the stored scale cannot reach', () => {
    fc.assert(
      fc.property(group, (values) => {
        const { packed, scales } = quantiseRows(values, quantization);
        const scale = quantization === 'q4f16_1' ? HALF_TO_FLOAT[scales[0]!]! : scales[0]!;
        codes(packed).forEach((q, i) => {
          expect(q).toBeLessThanOrEqual(14);
          const error = Math.abs((q - 7) * scale - values[i]!);
          expect(error).toBeLessThanOrEqual(Math.max(scale / 2, Math.abs(values[i]!) - 7 * scale) * (1 + 1e-6));
        });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps weights that lie on its grid', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -7, max: 7 }), { minLength: 31, maxLength: 31 }),
        fc.integer({ min: 1, max: 255 }),
        (q, s) => {
          const steps = [7, ...q];
          const { packed, scales } = quantiseRows(
            Float32Array.from(steps, (n) => n * (s / 1024)),
            quantization,
          );
          expect(codes(packed).map((code) => code - 7)).toEqual(steps);
          expect(scales[0]).toBe(quantization === 'q4f16_1' ? toHalfBits(s / 1024) : s / 1024);
        },
      ),
    );
  });

  it('packs the first weight lowest', () => {
    const values = new Float32Array(32);
    values.set([7, -7, 1]);
    expect(quantiseRows(values, quantization).packed[0]).toBe(0x7777780e);
  });
});

it('stays within its codes where the scale is rounded far down, near the smallest half', () => {
  const step = 2 ** -24;
  const values = new Float32Array(32).fill(2 * step);
  values.set([10 * step, -10 * step, 7 * step, -7 * step]);
  const { packed, scales } = quantiseRows(values, 'q4f16_1');
  expect(HALF_TO_FLOAT[scales[0]!]).toBe(step);
  expect(codes(packed)).toEqual([14, 0, 14, 0, ...new Array(28).fill(9)]);
});
