import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PairedDifference, pairedBootstrap } from './paired-bootstrap';
import { itWithGolden } from './testing/golden';

interface Golden {
  resampled: {
    first: number[];
    second: number[];
    resamples: number;
    confidence: number;
    seed: number;
    difference: number;
    interval: [number, number];
  }[];
  limits: { worse: number; equal: number; better: number; low: number; high: number }[];
}

const repeat = (times: number, value: number) => Array<number>(times).fill(value);
const pairs = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1)), { minLength: 1, maxLength: 60 });

function bootstrap(scores: readonly (readonly [number, number])[], seed: number, confidence = 0.95): PairedDifference {
  const first = scores.map(([each]) => each);
  const second = scores.map(([, each]) => each);
  return pairedBootstrap(first, second, { seed, resamples: 200, confidence })!;
}

describe('the paired bootstrap', () => {
  itWithGolden<Golden>('draws and counts as Python does', 'bootstrap', ({ resampled }) => {
    for (const { first, second, interval, difference, ...options } of resampled) {
      const found = pairedBootstrap(first, second, options)!;
      expect(found.difference).toBeCloseTo(difference, 14);
      expect(found.low).toBeCloseTo(interval[0], 14);
      expect(found.high).toBeCloseTo(interval[1], 14);
    }
  });

  itWithGolden<Golden>('comes near the distribution it stands for', 'bootstrap', ({ limits }) => {
    for (const { worse, equal, better, low, high } of limits) {
      const items = worse + equal + better;
      const first = [...repeat(worse, 1), ...repeat(equal, 1), ...repeat(better, 0)];
      const second = [...repeat(worse, 0), ...repeat(equal, 1), ...repeat(better, 1)];
      const found = pairedBootstrap(first, second, { seed: 5 })!;
      // Percentiles of 10,000 resamples may lie one item beside those of all possible ones.
      expect(Math.abs(found.low * items - low)).toBeLessThanOrEqual(1 + 1e-9);
      expect(Math.abs(found.high * items - high)).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it('is the same for the same seed, and of no width where all items agree', () => {
    fc.assert(
      fc.property(pairs, fc.integer(), (scores, seed) => {
        expect(bootstrap(scores, seed)).toEqual(bootstrap(scores, seed));
        const same = scores.map(([each]) => [each, each] as const);
        expect(bootstrap(same, seed)).toEqual({ difference: 0, low: 0, high: 0 });
      }),
      { numRuns: 30 },
    );
  });

  it('changes its sign, and no more, when the runs change places', () => {
    fc.assert(
      fc.property(pairs, fc.integer(), (scores, seed) => {
        const there = bootstrap(scores, seed);
        const back = bootstrap(
          scores.map(([a, b]) => [b, a]),
          seed,
        );
        expect(back.difference).toBeCloseTo(-there.difference, 14);
        expect(back.low).toBeCloseTo(-there.high, 12);
        expect(back.high).toBeCloseTo(-there.low, 12);
      }),
      { numRuns: 30 },
    );
  });

  it('widens with the confidence, within what scores can differ by', () => {
    fc.assert(
      fc.property(pairs, fc.integer(), (scores, seed) => {
        const narrow = bootstrap(scores, seed, 0.5);
        const wide = bootstrap(scores, seed, 0.99);
        expect(wide.low).toBeLessThanOrEqual(narrow.low);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
        expect(wide.low).toBeGreaterThanOrEqual(-1);
        expect(wide.high).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });

  it('has nothing to say of no items, and refuses what can’t be paired', () => {
    expect(pairedBootstrap([], [], { seed: 1 })).toBeNull();
    expect(() => pairedBootstrap([1], [1, 0], { seed: 1 })).toThrow(RangeError);
    expect(() => pairedBootstrap([1], [Number.NaN], { seed: 1 })).toThrow(RangeError);
    expect(() => pairedBootstrap([1], [0], { seed: 1, resamples: 0 })).toThrow(RangeError);
    expect(() => pairedBootstrap([1], [0], { seed: 1, confidence: 1 })).toThrow(RangeError);
    expect(() => pairedBootstrap([1], [0], { seed: 0.5 })).toThrow(RangeError);
  });

  it('takes 10,000 resamples of 1,455 items in well under a second', () => {
    const first = Array.from({ length: 1455 }, (_, i) => i % 2);
    const second = Array.from({ length: 1455 }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const start = performance.now();
    pairedBootstrap(first, second, { seed: 1 });
    // 0.15 s where it was written; the room is for busy machines.
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
