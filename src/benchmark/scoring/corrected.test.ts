import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Gold } from '../types';
import { scoreCorrected } from './corrected';

/* The examples of docs/scoring.md, in its order. */

const OPTIONS = ['Appendicitis', 'Ileus', 'Acute cholecystitis.', 'Ulcer, gastric', 'Gastritis'];
const all = (...options: number[]): Gold => ({ kind: 'all', options });
const score = (gold: Gold, output: string, options = OPTIONS) => scoreCorrected({ options, gold, output });

it('scores a plain item as the paper does', () => {
  expect(score(all(1), 'Ileus\nbecause …')).toMatchObject({ response: 'Ileus', exact: 1, match: 1, chosen: [1] });
  expect(score(all(1), 'Gastritis')).toMatchObject({ exact: 0, match: 0, chosen: [4] });
});

it('counts right options, not commas', () => {
  expect(score(all(3), 'Ulcer, gastric')).toMatchObject({ exact: 1, match: 1, chosen: [3] });
  const options = ['a, b, c, d, e, f', 'g'];
  expect(score(all(0), 'a, b, c, d, e, f', options)).toMatchObject({ exact: 1, match: 1 });
});

it('takes one full stop off the end, of options too', () => {
  const result = score(all(2), 'Acute cholecystitis');
  expect(result).toMatchObject({ exact: 1, match: 1 });
  expect(result.gestalt[2]).toBe(1);
  expect(score(all(0), '食べる', ['食べる。', '飲む。'])).toMatchObject({ exact: 1, match: 1 });
  expect(score(all(0), '15 mg', ['1.5 mg', '15 mg'])).toMatchObject({ exact: 0, match: 0 });
});

it('takes several answers in any order, with any comma', () => {
  const right = all(0, 2);
  for (const list of [
    'Appendicitis,Acute cholecystitis',
    'Acute cholecystitis., Appendicitis.',
    'Acute cholecystitis、Appendicitis',
  ]) {
    expect(score(right, list)).toMatchObject({ exact: 1, match: 1, chosen: [0, 2] });
  }
  expect(score(all(0, 3), 'Ulcer, gastric, Appendicitis')).toMatchObject({ exact: 1, match: 1 });
  expect(score(right, 'Appendicitis Acute cholecystitis').exact).toBe(0);
  expect(score(right, 'Appendicitis').exact).toBe(0);
});

it('has no frequent characters from 200 on', () => {
  const long = 'ab'.repeat(120);
  expect(score(all(0), `${long}c`, [`x${long}`, 'c'])).toMatchObject({ match: 1 });
});

it('takes no option where none is alike', () => {
  expect(score(all(0), '')).toMatchObject({ exact: 0, match: 0, chosen: null });
});

it('takes no option where two are equally alike', () => {
  expect(score(all(0), 'left or right', ['left', 'righ'])).toMatchObject({ match: 0, chosen: null });
});

it('takes options with one text for one answer', () => {
  expect(score(all(2), 'Ileus', ['Ulcer', 'Ileus', 'Ileus'])).toMatchObject({ exact: 1, match: 1 });
  expect(score(all(0, 2), 'Ulcer,Ileus', ['Ulcer', 'Ileus', 'Ileus'])).toMatchObject({ exact: 1, match: 1 });
});

it('accepts either of two where the gold does', () => {
  const either: Gold = { kind: 'any', options: [0, 4] };
  for (const each of ['Appendicitis', 'Gastritis']) expect(score(either, each)).toMatchObject({ exact: 1, match: 1 });
  expect(score(either, 'Ileus')).toMatchObject({ exact: 0, match: 0 });
});

it('compares a number as text', () => {
  const gold: Gold = { kind: 'value', value: '7.20' };
  expect(score(gold, ' 7.20.\n', [])).toEqual({ response: '7.20.', exact: 1, gestalt: [], match: null, chosen: null });
  expect(score(gold, '7.2', [])).toMatchObject({ exact: 0 });
});

it('does not depend on the order of the options', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab,.、病'), maxLength: 6 });
  const item = fc.array(text, { minLength: 1, maxLength: 6 }).chain((options) => {
    const indexes = options.map((_, index) => index);
    return fc.record({
      options: fc.constant(options),
      order: fc.shuffledSubarray(indexes, { minLength: indexes.length }),
      right: fc.subarray(indexes, { minLength: 1 }),
      kind: fc.constantFrom('all' as const, 'any' as const),
      output: fc.oneof(text, fc.constantFrom(...options), fc.constant(options.join(','))),
    });
  });
  fc.assert(
    fc.property(item, ({ options, order, right, kind, output }) => {
      const before = scoreCorrected({ options, gold: { kind, options: right }, output });
      const gold: Gold = { kind, options: right.map((index) => order.indexOf(index)).sort((a, b) => a - b) };
      const after = scoreCorrected({ options: order.map((index) => options[index]!), gold, output });
      expect({ exact: after.exact, match: after.match }).toEqual({ exact: before.exact, match: before.match });
    }),
    { numRuns: 1000 },
  );
});
