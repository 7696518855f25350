/** One figure, measured again and again through a long use. */
export interface Curve {
  name: string;
  values: readonly number[];
  /** What it may grow from after the warm-up to the end, as a share of its size and at least so much. */
  tolerance: { share: number; least: number };
}

export interface Verdict {
  /** Medians of the first and of the last third after the warm-up. */
  early: number;
  late: number;
  /** What the curve grows from the end of the warm-up to the end by its median slope. */
  growth: number;
  allowed: number;
  grows: boolean;
}

/** What is measured before the caches are warm, as a share of all. */
const WARM_UP = 0.25;

/**
 * Whether a curve grows. Two robust signs must agree, so that a high value now and then does not count: the slope that half of all
 * pairs exceed (Theil 1950, Sen 1968), and the medians of the first and the last third.
 */
export function judge({ values, tolerance }: Curve): Verdict {
  const rest = values.slice(Math.ceil(values.length * WARM_UP));
  const third = Math.max(1, Math.floor(rest.length / 3));
  const early = median(rest.slice(0, third));
  const late = median(rest.slice(-third));
  const growth = medianSlope(rest) * (rest.length - 1);
  const allowed = Math.max(tolerance.least, tolerance.share * early);
  return { early, late, growth, allowed, grows: growth > allowed && late - early > allowed / 2 };
}

function medianSlope(values: readonly number[]): number {
  const slopes = values.flatMap((from, at) => values.slice(at + 1).map((to, after) => (to - from) / (after + 1)));
  return slopes.length === 0 ? 0 : median(slopes);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
