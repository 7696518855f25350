import { describe, expect, test } from 'vitest';
import { itemOf } from '../testing/plans';
import { sampleOf } from '../testing/samples';
import type { Item } from '../types';
import { accuracyOf } from './accuracy';
import { breakDown } from './breakdown';
import { compareRuns } from './compare';
import { costsOf } from './costs';
import { examYears } from './exam';
import { positions } from './position';

const facts = itemOf('x').facts;
const item = (id: string, changes: Partial<Item['facts']>, others: Partial<Item> = {}) =>
  itemOf(id, { ...others, facts: { ...facts, ...changes } });
const mapOf = (items: Item[]) => new Map(items.map((each) => [each.id, each]));

test('an accuracy counts failures among its items, and a metric that applies to nothing is none', () => {
  const failed = sampleOf('c', 0, { finish: 'failed', failure: { code: 'unknown', details: {} }, prediction: null });
  const samples = [sampleOf('a', 1), sampleOf('b', 1), failed];
  expect(accuracyOf(samples, 'official')).toMatchObject({ right: 2, total: 3, share: 2 / 3 });
  expect(accuracyOf(samples, 'paperGestalt')).toBeNull();
});

test('an item that failed is wrong by every metric that applies to the others', () => {
  const match = (value: 0 | 1 | null) => ({ ...sampleOf('a', 0).scores, paperGestalt: value });
  const failed = sampleOf('b', 0, { failure: { code: 'unknown', details: {} }, scores: match(null) });
  const samples = [sampleOf('a', 1, { scores: match(1) }), failed];
  expect(accuracyOf(samples, 'paperGestalt')).toMatchObject({ right: 1, total: 2 });
  expect(compareRuns(samples, samples, 'paperGestalt')).toMatchObject({ both: 1, neither: 1 });
});

describe('a breakdown', () => {
  const items = [
    item('a', { category: '循環器', year: 2019, humanAccuracy: 0.5 }),
    item('b', { category: '循環器', year: 2018, humanAccuracy: 0.7 }),
    item('c', { category: '眼科', year: 2018 }),
    item('d', { category: null, year: null }, { gold: { kind: 'all', options: [0, 2] } }),
  ];
  const two = sampleOf('d', 0, { gold: { kind: 'all', options: [0, 2] } });
  const samples = [sampleOf('a', 1), sampleOf('b', 0), sampleOf('c', 1), two, sampleOf('gone', 1)];
  const by = (dimension: 'category' | 'year' | 'answers' | 'length') =>
    breakDown(samples, mapOf(items), 'ja', 'official', dimension).map(({ key, accuracy, human }) => [
      key,
      accuracy.right,
      accuracy.total,
      human,
    ]);

  test('groups what has the trait, with the human line where it is known', () => {
    expect(by('category')).toEqual([
      ['循環器', 1, 2, 0.6],
      ['眼科', 1, 1, null],
    ]);
    expect(by('year')).toEqual([
      ['2018', 1, 2, 0.7],
      ['2019', 1, 1, 0.5],
    ]);
    expect(by('answers')).toEqual([
      ['1', 3, 4, 0.6],
      ['2', 0, 1, null],
    ]);
  });

  test('orders lengths by size, the open class last', () => {
    const long = (id: string, length: number) =>
      item(id, {}, { texts: { ja: { question: '𠮷'.repeat(length), options: [] } } });
    const lengths = [long('1', 900), long('2', 50), long('3', 101)];
    const groups = breakDown(
      lengths.map(({ id }) => sampleOf(id, 1)),
      mapOf(lengths),
      'ja',
      'official',
      'length',
    );
    expect(groups.map(({ key }) => key)).toEqual(['50', '200', '>']);
  });
});

test('positions are those shown, whatever order the options were published in', () => {
  const shown = [4, 3, 2, 1, 0];
  const places = positions([
    sampleOf('a', 0, { optionOrder: shown, prediction: [4] }),
    sampleOf('b', 1, { optionOrder: shown, prediction: [1] }),
    sampleOf('c', 0, { prediction: null }),
  ]);
  expect(places.map(({ chosen }) => chosen)).toEqual([1, 0, 0, 1, 0]);
  expect(places.map(({ right }) => right)).toEqual([0, 1, 0, 2, 0]);
});

test('costs add up, and unread, cut and failed answers are told apart', () => {
  const costs = costsOf([
    sampleOf('a', 1, { wallSeconds: 3 }),
    sampleOf('b', 0, { prediction: null, finish: 'length' }),
    sampleOf('c', 0, { prediction: null, finish: 'failed', failure: { code: 'unknown', details: {} }, wallSeconds: 2 }),
  ]);
  expect(costs).toMatchObject({ promptTokens: 30, completionTokens: 6, wallSeconds: 6, medianSeconds: 2 });
  expect(costs).toMatchObject({ unread: 1, cut: 1, failed: 1 });
});

describe('an examination', () => {
  /** 2018: 200 compulsory points and 299 others, one point each. */
  const items = [
    ...Array.from({ length: 200 }, (_, index) => item(`B${index}`, { block: index % 2 ? 'B' : 'E', prohibited: [0] })),
    ...Array.from({ length: 299 }, (_, index) => item(`A${index}`, { block: 'A' })),
  ];
  /** The first items of each section right, the next wrong without a prohibited option, the others not asked. */
  const sat = (compulsory: [number, number], other: [number, number]) =>
    examYears(
      items.flatMap(({ id }) => {
        const [right, asked] = id.startsWith('B') ? compulsory : other;
        const index = Number(id.slice(1));
        return index < asked ? [sampleOf(id, index < right ? 1 : 0, { prediction: [index < right ? 1 : 2] })] : [];
      }),
      items,
    )[0]!;

  test('is passed at the line of both sections', () => {
    const year = sat([160, 200], [208, 299]);
    expect(year).toMatchObject({ year: 2018, verdict: 'passed', prohibited: 0, itemsNotAsked: 0 });
    expect(year.compulsory).toMatchObject({ earned: 160, asked: 200, absent: 0, line: { needed: 160, of: 200 } });
    expect(sat([159, 200], [299, 299]).verdict).toBe('failed');
    expect(sat([200, 200], [207, 299]).verdict).toBe('failed');
  });

  test('is open where the items not asked decide, and never counts them as wrong or right', () => {
    const year = sat([160, 200], [200, 250]);
    expect(year).toMatchObject({ verdict: 'open', itemsNotAsked: 49 });
    expect(year.other).toMatchObject({ earned: 200, asked: 250, notAsked: 49 });
    expect(sat([160, 200], [150, 250]).verdict).toBe('failed');
  });

  test('is open where the data set lacks the items that decide', () => {
    const [year] = examYears(
      items.slice(200).map(({ id }) => sampleOf(id, 1)),
      items.slice(200),
    );
    expect(year).toMatchObject({ verdict: 'open', compulsory: { absent: 200 }, other: { earned: 299, absent: 0 } });
  });

  test('without a known pass line has points and no verdict', () => {
    const picture = item('p', { block: 'B', year: null, points: 3 }, { textOnly: false });
    const unknown = [item('b', { block: 'B', year: null }), item('c', { block: 'C', year: null }), picture];
    const [year] = examYears([sampleOf('b', 1), sampleOf('c', 0)], unknown);
    expect(year).toMatchObject({ year: null, verdict: null, itemsNotAsked: 1, pictures: 1 });
    expect(year?.compulsory).toEqual({ earned: 1, asked: 1, notAsked: 3, absent: 0, line: null });
  });

  test('is failed by a fourth prohibited option', () => {
    const sit = (prohibited: number) =>
      examYears(
        items.map(({ id }, index) => sampleOf(id, 1, { prediction: index < prohibited ? [0, 1] : [1] })),
        items,
      )[0]!;
    expect(sit(3)).toMatchObject({ prohibited: 3, verdict: 'passed' });
    expect(sit(4)).toMatchObject({ prohibited: 4, verdict: 'failed' });
  });
});

test('a comparison is over the shared items alone, and lists those that one run alone got right', () => {
  const first = [sampleOf('a', 1), sampleOf('b', 1), sampleOf('c', 0), sampleOf('d', 0), sampleOf('only', 1)];
  const second = [sampleOf('d', 0), sampleOf('c', 1), sampleOf('b', 0), sampleOf('a', 1)];
  const comparison = compareRuns(first, second, 'official');
  expect(comparison).toMatchObject({ both: 1, onlyFirst: 1, onlySecond: 1, neither: 1, test: { p: 1 } });
  expect(comparison.difference?.difference).toBe(0);
  expect(comparison.flips.map(({ itemId }) => itemId)).toEqual(['b', 'c']);
  expect(comparison.unshared).toEqual({ first: 1, second: 0 });
  expect(compareRuns(first, [], 'official').difference).toBeNull();
  const otherGold = second.map((sample) => ({ ...sample, gold: { kind: 'all' as const, options: [2] } }));
  expect(comparison.goldDiffers).toBe(0);
  expect(compareRuns(first, otherGold, 'official').goldDiffers).toBe(4);
});
