import type { Language } from '@/i18n/languages';
import type { Dataset, Item } from '../types';

/** What a run asks of a data set. Null: no such limit. */
export interface ItemFilter {
  years: readonly number[] | null;
  blocks: readonly string[] | null;
  categories: readonly string[] | null;
  /** Only questions without a picture. */
  textOnly: boolean;
  /** Languages in which an item has to stand: both, to compare them on the same items. */
  languages: readonly Language[];
  /** Who else decides: `paper` admits what the published evaluator asks, in the run's language. */
  admission: Admission;
}

export type Admission = { rule: 'all' } | { rule: 'paper'; language: Language };

/** In the order in which they are asked: an item is counted under the first that applies. */
export const LEFT_OUT_REASONS = [
  'language',
  'year',
  'block',
  'category',
  'picture',
  'paper-picture',
  'paper-options',
  'paper-length',
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

export interface Selection {
  items: Item[];
  leftOut: { id: string; reason: LeftOutReason }[];
  counts: Record<LeftOutReason, number>;
}

/** The published evaluator's longest question, in characters as Python counts them. */
const PAPER_LONGEST_QUESTION: Readonly<Record<Language, number>> = { ja: 1_024, en: 2_048 };
const PAPER_OPTIONS = 5;

export const NO_FILTER: ItemFilter = {
  years: null,
  blocks: null,
  categories: null,
  textOnly: false,
  languages: [],
  admission: { rule: 'all' },
};

/** The items of a run, and every other item with the reason it is left out for. */
export function selectItems(dataset: Pick<Dataset, 'kind' | 'items'>, filter: ItemFilter): Selection {
  const counts = Object.fromEntries(LEFT_OUT_REASONS.map((reason) => [reason, 0])) as Selection['counts'];
  const selection: Selection = { items: [], leftOut: [], counts };
  for (const item of dataset.items) {
    const reason = reasonAgainst(item, filter) ?? paperReason(item, dataset.kind, filter.admission);
    if (reason === null) {
      selection.items.push(item);
    } else {
      selection.leftOut.push({ id: item.id, reason });
      counts[reason]++;
    }
  }
  return selection;
}

function reasonAgainst({ texts, facts, textOnly }: Item, filter: ItemFilter): LeftOutReason | null {
  const lacks = <T>(wanted: readonly T[] | null, value: T | null) =>
    wanted !== null && (value === null || !wanted.includes(value));
  if (filter.languages.some((language) => !texts[language])) return 'language';
  if (lacks(filter.years, facts.year)) return 'year';
  if (lacks(filter.blocks, facts.block)) return 'block';
  if (lacks(filter.categories, facts.category)) return 'category';
  return filter.textOnly && !textOnly ? 'picture' : null;
}

/**
 * Of IgakuQA it takes questions without a picture and with exactly five options; the options are counted
 * in Japanese for both languages. Of every set it then drops questions that are too long in the run's language.
 */
function paperReason(item: Item, kind: Dataset['kind'], admission: Admission): LeftOutReason | null {
  if (admission.rule === 'all') return null;
  const text = item.texts[admission.language];
  if (!text) return 'language';
  if (kind === 'igakuqa') {
    if (!item.textOnly) return 'paper-picture';
    if ((item.texts.ja ?? text).options.length !== PAPER_OPTIONS) return 'paper-options';
  }
  return [...text.question].length > PAPER_LONGEST_QUESTION[admission.language] ? 'paper-length' : null;
}
