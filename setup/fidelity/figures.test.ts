import { expect, it } from 'vitest';
import { figuresOf, type Measured } from './figures.ts';

const passage = (more: Partial<Measured>): Measured => ({
  kind: 'prose',
  language: 'en',
  kl: [0],
  same: [true],
  letters: null,
  ...more,
});

it('weighs every token the same, whatever passage it is of', () => {
  const { all } = figuresOf([
    passage({ kl: [1, 2, 3], same: [true, true, false] }),
    passage({ kl: [6], same: [false] }),
  ]);
  expect(all).toEqual({ tokens: 4, meanKl: 3, p99Kl: 6, sameToken: 0.5, letters: null });
});

it('takes the 99th of a hundred, not the largest', () => {
  const kl = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(figuresOf([passage({ kl, same: kl.map(() => true) })]).all.p99Kl).toBe(99);
});

it('tells languages and kinds apart, and leaves out what there is none of', () => {
  const { parts } = figuresOf([
    passage({ language: 'ja', kl: [0.5] }),
    passage({ kl: [0.25] }),
    passage({ kind: 'exam', kl: [1] }),
  ]);
  expect(parts.map(({ language, kind, meanKl }) => [language, kind, meanKl])).toEqual([
    ['ja', 'prose', 0.5],
    ['en', 'prose', 0.25],
    ['en', 'exam', 1],
  ]);
});

it('compares letters among themselves: what all have in common does not count', () => {
  const letters = (source: number[], converted: number[]) => passage({ kind: 'exam', letters: [source, converted] });
  const same = figuresOf([letters([1, 2, 3, 4, 5], [11, 12, 13, 14, 15])]).all.letters!;
  expect(same).toMatchObject({ questions: 1, same: 1 });
  expect(same.meanKl).toBeCloseTo(0, 12);
  // p = (2/3, 1/3), q = (1/3, 2/3), the rest as good as impossible: KL = ln 2 / 3.
  const far = -1000;
  const other = figuresOf([letters([Math.log(2), 0, far, far, far], [0, Math.log(2), far, far, far])]).all.letters!;
  expect(other.same).toBe(0);
  expect(other.meanKl).toBeCloseTo(Math.log(2) / 3, 12);
});
