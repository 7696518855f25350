import { checkCount } from './counts';
import { checkConfidence, type Interval, USUAL_CONFIDENCE } from './interval';
import { normalQuantile } from './normal';

/**
 * The score interval for a share, from 0 to 1, of which `successes` in `total` were seen (Wilson, J. Am.
 * Stat. Assoc. 22, 1927; without continuity correction: method 3 of Newcombe, Statist. Med. 17, 1998).
 * It never leaves 0 to 1 and keeps a width where all or none succeeded, which p ± 1.96 · s.e. does not.
 * Nothing seen says nothing: 0 to 1.
 */
export function wilsonInterval(successes: number, total: number, confidence = USUAL_CONFIDENCE): Interval {
  checkCount('total', total);
  checkCount('successes', successes);
  if (successes > total) throw new RangeError(`${successes} of ${total} can't have succeeded`);
  checkConfidence(confidence);
  if (total === 0) return { low: 0, high: 1 };
  // From the small tail: 1 - (1 - c) / 2 would round to 1 for the highest confidences.
  const z = -normalQuantile((1 - confidence) / 2);
  const spread = z * z + total;
  const centre = (successes + (z * z) / 2) / spread;
  const half = (z / spread) * Math.sqrt((successes * (total - successes)) / total + (z * z) / 4);
  // Rounding must not take the ends off 0 and 1 where they lie there exactly.
  const low = successes === 0 ? 0 : Math.max(0, centre - half);
  const high = successes === total ? 1 : Math.min(1, centre + half);
  return { low, high };
}
