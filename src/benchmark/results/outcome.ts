import type { Item, Sample } from '../types';
import type { Metric } from './accuracy';

/** What may be said of an answer; more than one may hold: a wrong one may be cut, or unread. */
export const OUTCOMES = ['right', 'wrong', 'unread', 'cut', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export function hasOutcome({ scores, failure, prediction, finish }: Sample, outcome: Outcome, metric: Metric): boolean {
  switch (outcome) {
    case 'right':
      return scores[metric] === 1;
    case 'wrong':
      return failure === null && scores[metric] !== 1;
    case 'unread':
      return failure === null && prediction === null;
    case 'cut':
      return finish === 'length';
    case 'failed':
      return failure !== null;
  }
}

/** The one word for an answer. */
export function outcomeOf(sample: Sample, metric: Metric): Exclude<Outcome, 'cut'> {
  if (hasOutcome(sample, 'failed', metric)) return 'failed';
  if (hasOutcome(sample, 'right', metric)) return 'right';
  return hasOutcome(sample, 'unread', metric) ? 'unread' : 'wrong';
}

/** Nulls and a null outcome let everything through. */
export interface ItemFilter {
  outcome: Outcome | null;
  category: string | null;
  block: string | null;
  year: number | null;
}

export function filterSamples(
  samples: readonly Sample[],
  items: ReadonlyMap<string, Item>,
  metric: Metric,
  { outcome, category, block, year }: ItemFilter,
): Sample[] {
  return samples.filter((sample) => {
    if (outcome !== null && !hasOutcome(sample, outcome, metric)) return false;
    const facts = items.get(sample.itemId)?.facts;
    return (
      (category === null || facts?.category === category) &&
      (block === null || facts?.block === block) &&
      (year === null || facts?.year === year)
    );
  });
}
