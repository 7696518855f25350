import type { Language } from '@/i18n/languages';
import { mean } from '../statistics/summary';
import type { Item, Sample } from '../types';
import { type Accuracy, accuracyOf, type Metric, shareRight } from './accuracy';

export const DIMENSIONS = ['category', 'year', 'block', 'answers', 'length'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface Group {
  /** The category's name, the year, the block, the number of right options, or the length's upper end in characters. */
  key: string;
  accuracy: Accuracy;
  /** Mean share of candidates who were right, 0 to 1, over the items that have it; null where none has. */
  human: number | null;
}

/** Upper ends of the classes of question length, in code points; the last class has none. */
const LENGTHS = [50, 100, 200, 400, 800];

/**
 * Accuracy by a trait of the items, the largest group first (years, blocks, answers and lengths in their own
 * order). Items without the trait, or gone with their data set, are in no group: the groups may be fewer than the items.
 */
export function breakDown(
  samples: readonly Sample[],
  items: ReadonlyMap<string, Item>,
  language: Language,
  metric: Metric,
  dimension: Dimension,
): Group[] {
  if (accuracyOf(samples, metric) === null) return [];
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = keyOf(sample, items.get(sample.itemId), language, dimension);
    if (key === null) continue;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key)!.push(sample);
  }
  const broken = [...groups].flatMap(([key, members]): Group[] => {
    const share = shareRight(members, metric);
    const humans = members.flatMap(({ itemId }) => items.get(itemId)?.facts.humanAccuracy ?? []);
    return share.total > 0 ? [{ key, accuracy: share, human: mean(humans) }] : [];
  });
  return broken.sort((a, b) =>
    dimension === 'category' ? b.accuracy.total - a.accuracy.total || order(a.key, b.key) : order(a.key, b.key),
  );
}

/** Numbers by size, the open class last; names by code units, so that every machine sorts alike. */
function order(a: string, b: string): number {
  const [one, other] = [Number(a || Number.NaN), Number(b || Number.NaN)];
  if (Number.isNaN(one) || Number.isNaN(other)) {
    if (Number.isNaN(one) !== Number.isNaN(other)) return Number.isNaN(one) ? 1 : -1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return one - other;
}

function keyOf({ gold }: Sample, item: Item | undefined, language: Language, dimension: Dimension): string | null {
  switch (dimension) {
    case 'category':
      return item?.facts.category ?? null;
    case 'year':
      return item?.facts.year?.toString() ?? null;
    case 'block':
      return item?.facts.block ?? null;
    case 'answers':
      // The sample knows it too, when the data set is gone.
      return gold.kind === 'value' ? null : String(gold.kind === 'any' ? 1 : gold.options.length);
    case 'length': {
      const question = item?.texts[language]?.question;
      if (question === undefined) return null;
      const length = codePoints(question);
      return String(LENGTHS.find((end) => length <= end) ?? '>');
    }
  }
}

/** Most texts have no pairs of surrogates, and are counted without being taken apart. */
function codePoints(text: string): number {
  return /[\ud800-\udfff]/.test(text) ? [...text].length : text.length;
}
