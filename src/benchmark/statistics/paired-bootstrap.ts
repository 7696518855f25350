import { seeded } from '../random';
import { checkConfidence, type Interval, USUAL_CONFIDENCE } from './interval';
import { mean, quantile } from './summary';

export interface PairedDifference extends Interval {
  /** Mean of the second's scores minus mean of the first's, in the scores' unit. */
  difference: number;
}

export interface BootstrapOptions {
  seed: number;
  resamples?: number;
  confidence?: number;
}

const USUAL_RESAMPLES = 10_000;

/**
 * How far the second run's mean score lies above the first's over the items that both answered:
 * `first[i]` and `second[i]` are scores of one item, 0 or 1 for wrong or right, or any others. Items are
 * drawn with replacement, both scores of an item together, since the runs met the same easy and hard ones;
 * the interval reaches between the percentiles of the resampled differences (Efron and Tibshirani, An
 * Introduction to the Bootstrap, 1993, ch. 13; for runs over one test set Koehn, EMNLP 2004).
 * The same seed and items in the same order give the same interval everywhere. No items: null.
 */
export function pairedBootstrap(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { seed, resamples = USUAL_RESAMPLES, confidence = USUAL_CONFIDENCE }: BootstrapOptions,
): PairedDifference | null {
  if (first.length !== second.length) throw new RangeError(`${first.length} scores can't pair with ${second.length}`);
  if (!Number.isSafeInteger(resamples) || resamples < 1) throw new RangeError(`No ${resamples} resamples can be drawn`);
  checkConfidence(confidence);
  const differences = Float64Array.from(first, (score, i) => second[i]! - score);
  if (!differences.every(Number.isFinite)) throw new RangeError('A score is not a finite number');
  const difference = mean(differences);
  if (difference === null) return null;

  const resampled = resampledMeans(differences, resamples, seed).sort();
  const outside = (1 - confidence) / 2;
  return { difference, low: quantile(resampled, outside)!, high: quantile(resampled, 1 - outside)! };
}

/** Means of `resamples` samples, each as long as `values` and drawn from them with replacement. */
function resampledMeans(values: Float64Array, resamples: number, seed: number): Float64Array {
  const random = seeded(seed, 'paired bootstrap');
  const count = values.length;
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    let sum = 0;
    for (let drawn = 0; drawn < count; drawn++) sum += values[random.below(count)]!;
    means[i] = sum / count;
  }
  return means;
}
