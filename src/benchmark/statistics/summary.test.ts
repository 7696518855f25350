import { describe, expect, it } from 'vitest';
import { mean, quantile } from './summary';
import { itWithGolden } from './testing/golden';

interface Golden {
  values: number[];
  mean: number;
  quantiles: number[];
}

describe('mean and quantile', () => {
  itWithGolden<Golden[]>('equal those of Python', 'summary', (cases) => {
    for (const { values, mean: expected, quantiles } of cases) {
      expect(mean(values)).toBeCloseTo(expected, 10);
      quantiles.forEach((each, i) => {
        expect(quantile(values, (i + 1) / (quantiles.length + 1))).toBeCloseTo(each, 9);
      });
    }
  });

  it('reach from the least to the greatest value', () => {
    expect(quantile([1, 2, 4], 0)).toBe(1);
    expect(quantile([1, 2, 4], 0.5)).toBe(2);
    expect(quantile([1, 2, 4], 1)).toBe(4);
    expect(quantile([3], 0.3)).toBe(3);
  });

  it('are null of nothing', () => {
    expect(mean([])).toBeNull();
    expect(quantile([], 0.5)).toBeNull();
  });

  it('refuses what is no share', () => {
    for (const p of [-0.1, 1.1, Number.NaN]) expect(() => quantile([1], p)).toThrow(RangeError);
  });
});
