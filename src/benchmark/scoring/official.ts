import type { Item } from '../types';

/*
 * IgakuQA's own rule (Kasai et al., "Evaluating GPT-4 and ChatGPT on Japanese Medical Licensing
 * Examinations", 2023; scripts/evaluate_main.py of jungokasai/IgakuQA): an item is right when exactly the
 * right letters were chosen, in any order, and earns the points of the examination.
 */

/** The ministry counted it as right for everybody. */
const RIGHT_FOR_EVERYBODY = '116A71';

/** The ministry accepted either of two options, alone. Published as the one answer "a or d". */
const EITHER_OF_TWO = { id: '112B30', letters: ['a', 'd'] };

/** A line of IgakuQA's question files, as far as it says what is right. */
export interface IgakuQaGold {
  problem_id: string;
  /** Letters; of items without options, the one number as text. */
  answer: readonly string[];
}

/**
 * By the letter as published: `prediction` is split at "," and nothing is tidied, so "d, e" is wrong for
 * d and e. An item that nobody answered (null) is wrong, unless it is right for everybody.
 */
export function isOfficiallyRight({ problem_id, answer }: IgakuQaGold, prediction: string | null): boolean {
  if (problem_id === RIGHT_FOR_EVERYBODY) return true;
  if (prediction === null) return false;
  const chosen = prediction.split(',');
  if (problem_id === EITHER_OF_TWO.id && EITHER_OF_TWO.letters.some((letter) => sameSorted(chosen, [letter]))) {
    return true;
  }
  return sameSorted(chosen, answer);
}

export interface OfficialTally {
  items: number;
  correct: number;
  /** Earned, and to be earned. */
  points: number;
  total: number;
}

export const noItems: OfficialTally = { items: 0, correct: 0, points: 0, total: 0 };

export function tally(sum: OfficialTally, right: boolean, points: number): OfficialTally {
  return {
    items: sum.items + 1,
    correct: sum.correct + (right ? 1 : 0),
    points: sum.points + (right ? points : 0),
    total: sum.total + points,
  };
}

/**
 * The same rule on items as Hakui holds them, of any data set: 1 right, 0 wrong. `prediction` has the
 * options chosen, in any order, or the text for an item whose answer is a number; null is no answer.
 * An accuracy needs only this; points are `item.facts.points`.
 */
export function officialScore(item: Pick<Item, 'id' | 'gold'>, prediction: readonly number[] | string | null): 0 | 1 {
  return isRight(item, prediction) ? 1 : 0;
}

function isRight({ id, gold }: Pick<Item, 'id' | 'gold'>, prediction: readonly number[] | string | null): boolean {
  if (id === RIGHT_FOR_EVERYBODY) return true;
  if (prediction === null) return false;
  if (gold.kind === 'value' || typeof prediction === 'string') {
    return gold.kind === 'value' && prediction === gold.value;
  }
  if (gold.kind === 'any') return prediction.length === 1 && gold.options.includes(prediction[0]!);
  return sameSorted(prediction, gold.options);
}

/** Sorting as text will do: it only has to bring both into one order. */
function sameSorted<T extends string | number>(some: readonly T[], others: readonly T[]): boolean {
  if (some.length !== others.length) return false;
  const sorted = others.toSorted();
  return some.toSorted().every((each, index) => each === sorted[index]);
}
