import type { Run, Sample } from '../types';

/** What a run says of its answers without them. */
export type RunCounts = Pick<Run, 'done' | 'failed' | 'correct' | 'trend'>;

export const noAnswers = (): RunCounts => ({ done: 0, failed: 0, correct: 0, trend: [] });

/** As many as a small drawing shows. */
const TREND_POINTS = 40;

/** Takes one more answer into a run's counts. */
export function countAnswer(counts: RunCounts, { total, plan }: Pick<Run, 'total' | 'plan'>, answer: Answer): void {
  counts.done += 1;
  counts.failed += answer.failure ? 1 : 0;
  counts.correct += answer.scores[plan.protocol.headline] ?? 0;
  if (answersAt(counts.trend.length, total) === counts.done) counts.trend.push(counts.correct);
}

type Answer = Pick<Sample, 'failure' | 'scores'>;

/** After how many answers of a run the trend has its point, the first being 0: evenly, and at the last answer. */
export function answersAt(point: number, total: number): number {
  return Math.ceil(((point + 1) * total) / Math.min(total, TREND_POINTS));
}
