import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDataset } from '../datasets/read-dataset';
import { sniffDatasets } from '../datasets/sniff';
import { itWithPublished, publishedSources } from '../datasets/testing/published';
import { datasetOf } from '../datasets/testing/sources';
import { EVERYTHING, itemOf, letterProtocol, planOf } from '../testing/plans';
import type { Item, Selection } from '../types';
import { planItems } from './plan-items';

const select = (changes: Partial<Selection>) => planOf({ selection: { ...EVERYTHING, ...changes } });
const published = {
  ...letterProtocol,
  method: 'generate',
  longestQuestion: { ja: 1024, en: 2048 },
  optionCount: 5,
} as const;
const idsOf = (items: readonly Item[], plan = planOf()) => planItems(items, plan).asked.map(({ item }) => item.id);
const many = Array.from({ length: 40 }, (_, index) => itemOf(`item-${index}`));

test('every item is asked or left out for one reason', () => {
  const { facts, texts } = itemOf('x');
  const items = [
    itemOf('asked'),
    itemOf('other year', { facts: { ...facts, year: 2019 } }),
    itemOf('no category', { facts: { ...facts, category: null } }),
    itemOf('English alone', { texts: { en: texts.en! }, facts: { ...facts, category: '総論' } }),
    itemOf('picture', { textOnly: false, facts: { ...facts, category: '総論' } }),
    itemOf('number', { gold: { kind: 'value', value: '7' }, facts: { ...facts, category: '総論' } }),
  ];
  items[0] = itemOf('asked', { facts: { ...facts, category: '総論' } });
  const { asked, leftOut } = planItems(items, select({ years: [2018], categories: ['総論'], textOnly: true }));
  expect(asked.map(({ item }) => item.id)).toEqual(['asked']);
  expect(leftOut).toEqual({ filtered: 2, 'no-text': 1, 'needs-picture': 1, 'gold-not-options': 1 });
});

test('letters are compared for five options at most; a published protocol takes IgakuQA items with exactly five', () => {
  const options = (count: number) => Array.from({ length: count }, (_, index) => `o${index}`);
  const items = [4, 5, 6].map((count) =>
    itemOf(String(count), { texts: { ja: { question: '問', options: options(count) } } }),
  );
  expect(idsOf(items)).toEqual(['4', '5']);
  expect(idsOf(items, planOf({ protocol: published }))).toEqual(['5']);
  const elsewhere = planOf({ protocol: published, dataset: { id: 'd', kind: 'medmcqa', name: 'MedMCQA' } });
  expect(idsOf(items, elsewhere)).toEqual(['4', '5', '6']);
});

test('a question is too long by its code points', () => {
  const long = (id: string, length: number) =>
    itemOf(id, { texts: { ja: { question: '𠮷'.repeat(length), options: ['a', 'b', 'c', 'd', 'e'] } } });
  const { asked, leftOut } = planItems([long('fits', 1024), long('long', 1025)], planOf({ protocol: published }));
  expect(asked.map(({ item }) => item.id)).toEqual(['fits']);
  expect(leftOut).toEqual({ 'question-too-long': 1 });
});

describe('an order by seed', () => {
  test('is the same each time, another for another seed, and loses nothing', () => {
    const order = idsOf(many, select({ shuffleItems: 7 }));
    expect(idsOf(many, select({ shuffleItems: 7 }))).toEqual(order);
    expect(idsOf(many, select({ shuffleItems: 8 }))).not.toEqual(order);
    expect(order.toSorted()).toEqual(idsOf(many).toSorted());
  });

  test('of options depends on seed and item alone', () => {
    const orders = (items: Item[]) =>
      new Map(
        planItems(items, select({ shuffleOptions: 3 })).asked.map(({ item, optionOrder }) => [item.id, optionOrder]),
      );
    const all = orders(many);
    expect(orders(many.slice(20)).get('item-25')).toEqual(all.get('item-25'));
    expect(new Set([...all.values()].map(String)).size).toBeGreaterThan(20);
  });
});

test('the parts of a run are the whole run, each item once, whatever its limit and order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.option(fc.integer({ min: 0, max: 50 })),
      fc.option(fc.integer({ min: 0, max: 9 })),
      (of, limit, shuffleItems) => {
        const whole = idsOf(many, select({ limit, shuffleItems }));
        const parts = Array.from({ length: of }, (_, index) =>
          idsOf(many, select({ limit, shuffleItems, part: { index, of } })),
        );
        expect(parts.flat().toSorted()).toEqual(whole.toSorted());
        for (const part of parts) expect(whole.filter((id) => part.includes(id))).toEqual(part);
      },
    ),
  );
});

describe('IgakuQA as published', () => {
  itWithPublished('igakuqa', 'gives the items that the published evaluator asks, and counts the others', async () => {
    const { groups } = await sniffDatasets(await publishedSources('igakuqa'));
    const { items, id, kind, name } = datasetOf(await readDataset(groups[0]!));
    // The harness's figures of items used are those before questions are dropped for their length.
    const used = { 2018: 284, 2019: 292, 2020: 284, 2021: 298 };
    const tooLong = { ja: [1, 0, 2, 1], en: [8, 3, 4, 10] };
    for (const language of ['ja', 'en'] as const) {
      Object.entries(used).forEach(([year, count], index) => {
        const long = tooLong[language][index]!;
        const { asked, leftOut } = planItems(items, {
          ...select({ years: [Number(year)], textOnly: true }),
          language,
          protocol: published,
          dataset: { id, kind, name },
        });
        expect([year, leftOut['question-too-long'] ?? 0, asked.length]).toEqual([year, long, count - long]);
        const counted = Object.values(leftOut).reduce((sum, each) => sum + each, 0);
        expect(asked.length + counted).toBe(1600);
      });
    }
  });
});
