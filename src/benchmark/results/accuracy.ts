import type { Interval } from '../statistics/interval';
import { wilsonInterval } from '../statistics/wilson';
import type { Sample, SampleScores } from '../types';

export const METRICS = ['official', 'correctedExact', 'correctedGestalt', 'paperExact', 'paperGestalt'] as const;
export type Metric = (typeof METRICS)[number] & keyof SampleScores;

/** A share of items with its 95% Wilson interval. Items that failed are among the total, and not right. */
export interface Accuracy extends Interval {
  right: number;
  total: number;
  /** 0 to 1; null of no items. */
  share: number | null;
}

export function accuracy(right: number, total: number): Accuracy {
  return { right, total, share: total === 0 ? null : right / total, ...wilsonInterval(right, total) };
}

/** Null where the metric applies to none of the answers. */
export function accuracyOf(samples: readonly Sample[], metric: Metric): Accuracy | null {
  const scores = samples.flatMap(({ scores }) => scores[metric] ?? []);
  if (scores.length === 0) return null;
  return accuracy(scores.filter((score) => score === 1).length, scores.length);
}
