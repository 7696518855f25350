import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from './normal';
import { itWithGolden } from './testing/golden';
import { wilsonInterval } from './wilson';

interface Golden {
  intervals: { successes: number; total: number; confidence: number; interval: [number, number] }[];
  quantiles: { p: number; z: number }[];
}

const counts = fc
  .integer({ min: 1, max: 1_000_000 })
  .chain((total) => fc.record({ total: fc.constant(total), successes: fc.integer({ min: 0, max: total }) }));

describe('the Wilson interval', () => {
  itWithGolden<Golden>('equals the roots of the score equation', 'wilson', ({ intervals }) => {
    for (const { successes, total, confidence, interval } of intervals) {
      const { low, high } = wilsonInterval(successes, total, confidence);
      expect(low).toBeCloseTo(interval[0], 12);
      expect(high).toBeCloseTo(interval[1], 12);
    }
  });

  // Newcombe, Statist. Med. 17, 1998, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is as published', (successes, total, low, high) => {
    const interval = wilsonInterval(successes, total);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('knows nothing before the first item', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });

  it('holds the share seen, within 0 and 1, and reaches them exactly', () => {
    fc.assert(
      fc.property(counts, ({ successes, total }) => {
        const { low, high } = wilsonInterval(successes, total);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / total);
        expect(high).toBeGreaterThanOrEqual(successes / total);
        if (successes === 0) expect(low).toBe(0);
        if (successes === total) expect(high).toBe(1);
      }),
    );
  });

  it('is mirrored when successes and failures change places', () => {
    fc.assert(
      fc.property(counts, ({ successes, total }) => {
        const one = wilsonInterval(successes, total);
        const other = wilsonInterval(total - successes, total);
        expect(one.low).toBeCloseTo(1 - other.high, 12);
        expect(one.high).toBeCloseTo(1 - other.low, 12);
      }),
    );
  });

  it('refuses what no count and no confidence can be', () => {
    for (const [successes, total] of [
      [3, 2],
      [-1, 2],
      [0.5, 2],
      [0, Number.NaN],
    ] as const)
      expect(() => wilsonInterval(successes, total)).toThrow(RangeError);
    for (const confidence of [0, 1, 95, Number.NaN]) expect(() => wilsonInterval(1, 2, confidence)).toThrow(RangeError);
  });
});

describe('the normal quantile', () => {
  itWithGolden<Golden>('equals that of Python', 'wilson', ({ quantiles }) => {
    for (const { p, z } of quantiles) expect(Math.abs(normalQuantile(p) - z)).toBeLessThan(1e-13 * (1 + Math.abs(z)));
  });

  it('is 1.959964 for 97.5%', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
  });
});
