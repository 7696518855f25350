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

/** An item that failed was not right, by every metric. Null where the metric does not apply to the answer. */
export const scoreOf = ({ scores, failure }: Sample, metric: Metric): 0 | 1 | null =>
  scores[metric] ?? (failure ? 0 : null);

/** Null where the metric applies to none of the answers. */
export function accuracyOf(samples: readonly Sample[], metric: Metric): Accuracy | null {
  return samples.some(({ scores }) => scores[metric] !== null) ? shareRight(samples, metric) : null;
}

/** The same where the metric is known to apply: of failures alone nothing is right. */
export function shareRight(samples: readonly Sample[], metric: Metric): Accuracy {
  const scores = samples.flatMap((sample) => scoreOf(sample, metric) ?? []);
  return accuracy(scores.filter((score) => score === 1).length, scores.length);
}
