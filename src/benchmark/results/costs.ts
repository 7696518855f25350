import { quantile } from '../statistics/summary';
import type { Sample } from '../types';

/** What a run's answers took, and how they ended. Times in seconds, counts in items or tokens. */
export interface Costs {
  promptTokens: number;
  completionTokens: number;
  wallSeconds: number;
  medianSeconds: number | null;
  /** Answers out of which no option could be read. */
  unread: number;
  /** Answers cut at the longest the protocol allows. */
  cut: number;
  /** Items that could not be asked. */
  failed: number;
}

export function costsOf(samples: readonly Sample[]): Costs {
  const sum = (of: (sample: Sample) => number) => samples.reduce((total, sample) => total + of(sample), 0);
  const seconds = samples.map(({ wallSeconds }) => wallSeconds).sort((a, b) => a - b);
  const count = (is: (sample: Sample) => boolean) => samples.filter(is).length;
  return {
    promptTokens: sum(({ promptTokens }) => promptTokens),
    completionTokens: sum(({ completionTokens }) => completionTokens),
    wallSeconds: sum(({ wallSeconds }) => wallSeconds),
    medianSeconds: quantile(seconds, 0.5),
    unread: count(({ failure, prediction }) => failure === null && prediction === null),
    cut: count(({ finish }) => finish === 'length'),
    failed: count(({ failure }) => failure !== null),
  };
}
