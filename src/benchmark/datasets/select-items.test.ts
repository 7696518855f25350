import { describe, expect, it } from 'vitest';
import type { Item } from '../types';
import { NO_FACTS } from './assemble';
import { NO_FILTER, selectItems } from './select-items';

const text = (question: string, count = 5) => ({ question, options: Array.from({ length: count }, (_, i) => `o${i}`) });
const item = (id: string, rest: Partial<Item> = {}, facts: Partial<Item['facts']> = {}): Item => ({
  id,
  texts: { ja: text('問い'), en: text('Question') },
  gold: { kind: 'all', options: [0] },
  textOnly: true,
  facts: { ...NO_FACTS, year: 2020, block: 'A', category: '総論', ...facts },
  ...rest,
});
const dataset = (...items: Item[]) => ({ kind: 'igakuqa' as const, items });

describe('the items of a run', () => {
  it('are those that pass the filters, every other with one reason', () => {
    const items = [
      item('a'),
      item('b', {}, { year: 2021 }),
      item('c', {}, { block: 'B' }),
      item('d', {}, { category: null }),
      item('e', { textOnly: false }),
      item('f', { texts: { ja: text('問い') } }),
    ];
    const filter = {
      ...NO_FILTER,
      years: [2020],
      blocks: ['A'],
      categories: ['総論'],
      textOnly: true,
      languages: ['ja', 'en'] as const,
    };
    const { items: taken, leftOut, counts } = selectItems(dataset(...items), filter);
    expect(taken.map(({ id }) => id)).toEqual(['a']);
    expect(leftOut.map(({ id, reason }) => `${id} ${reason}`)).toEqual([
      'b year',
      'c block',
      'd category',
      'e picture',
      'f language',
    ]);
    expect(counts).toMatchObject({ year: 1, block: 1, category: 1, picture: 1, language: 1, 'paper-length': 0 });
    expect(selectItems(dataset(...items), NO_FILTER).items).toHaveLength(6);
  });

  it('of the paper have five options, no picture, and a length in code points by language', () => {
    const items = [
      item('six', { texts: { ja: text('問い', 6) } }),
      item('value', { texts: { ja: text('問い', 0) }, gold: { kind: 'value', value: '7' } }),
      item('picture', { textOnly: false }),
      item('fits', { texts: { ja: text('𠮷'.repeat(1_024)), en: text('x'.repeat(2_048)) } }),
      item('long', { texts: { ja: text('長'.repeat(1_025)), en: text('x'.repeat(2_049)) } }),
    ];
    for (const language of ['ja', 'en'] as const) {
      const only = items.filter((each) => each.texts[language]);
      const { items: taken, counts } = selectItems(dataset(...only), {
        ...NO_FILTER,
        admission: { rule: 'paper', language },
      });
      expect(taken.map(({ id }) => id)).toEqual(['fits']);
      expect(counts).toMatchObject({
        'paper-length': 1,
        'paper-picture': 1,
        'paper-options': language === 'ja' ? 2 : 0,
      });
    }
    const other = selectItems(
      { kind: 'medmcqa', items: [items[0]!] },
      { ...NO_FILTER, admission: { rule: 'paper', language: 'ja' } },
    );
    expect(other.items).toHaveLength(1);
  });
});
