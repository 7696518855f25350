import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemar } from './mcnemar';
import { itWithGolden } from './testing/golden';

const count = fc.integer({ min: 0, max: 5000 });

describe('McNemar’s exact test', () => {
  itWithGolden<{ onlyFirst: number; onlySecond: number; p: number; midP: number }[]>(
    'equals sums of fractions',
    'mcnemar',
    (cases) => {
      expect(cases.length).toBeGreaterThan(100);
      for (const { onlyFirst, onlySecond, p, midP } of cases) {
        const test = mcnemar(onlyFirst, onlySecond);
        expect(Math.abs(test.p - p)).toBeLessThanOrEqual(1e-12 * p);
        expect(Math.abs(test.midP - midP)).toBeLessThanOrEqual(1e-12 * midP);
      }
    },
  );

  // Fagerland, Lydersen and Laake, BMC Med. Res. Methodol. 13:91, 2013: airway hyper-responsiveness before and
  // after stem cell transplantation, and complete response in two arms of a cross-over trial.
  it.each([
    [1, 7, 0.0703, 0.0391],
    [6, 16, 0.0525, 0.0347],
  ])('of %i against %i is as published', (onlyFirst, onlySecond, p, midP) => {
    const test = mcnemar(onlyFirst, onlySecond);
    expect(test.p).toBeCloseTo(p, 4);
    expect(test.midP).toBeCloseTo(midP, 4);
  });

  it('sees no difference where there is none', () => {
    expect(mcnemar(0, 0)).toEqual({ p: 1, midP: 1 });
    fc.assert(
      fc.property(count, (n) => {
        expect(mcnemar(n, n).p).toBe(1);
        expect(mcnemar(n, n).midP).toBeCloseTo(1, 12);
      }),
    );
  });

  it('stays a probability, mid-p below p, whichever run comes first', () => {
    fc.assert(
      fc.property(count, count, (b, c) => {
        const { p, midP } = mcnemar(b, c);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(midP).toBeGreaterThanOrEqual(0);
        expect(midP).toBeLessThanOrEqual(p);
        expect(mcnemar(c, b)).toEqual({ p, midP });
      }),
    );
  });

  it('falls as the runs draw apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 1499 }), (pairs, fewer) => {
        fc.pre(2 * (fewer + 1) <= pairs);
        expect(mcnemar(fewer, pairs - fewer).p).toBeLessThanOrEqual(mcnemar(fewer + 1, pairs - fewer - 1).p);
      }),
    );
  });

  it('refuses what is no count', () => {
    for (const bad of [-1, 1.5, Number.NaN]) {
      expect(() => mcnemar(bad, 1)).toThrow(RangeError);
      expect(() => mcnemar(1, bad)).toThrow(RangeError);
    }
  });
});
