import { checkCount } from './counts';

export interface McNemar {
  /** Exact conditional, two-sided: twice the smaller tail of Binomial(discordant pairs, 1/2), at most 1. */
  p: number;
  /** The same with half of the observed outcome's weight: less conservative, and not exact. */
  midP: number;
}

/**
 * Do two runs differ over the same items? Only the discordant pairs say so: the items that one alone got
 * right (McNemar, Psychometrika 12, 1947). Exact and mid-p as in Fagerland, Lydersen and Laake, BMC Med.
 * Res. Methodol. 13:91, 2013. No discordant pair: no sign of a difference, 1.
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  checkCount('onlyFirst', onlyFirst);
  checkCount('onlySecond', onlySecond);
  const pairs = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  const observed = likelihood(fewer, pairs);
  const tail = observed * tailFrom(fewer, pairs);
  return { p: Math.min(1, 2 * tail), midP: Math.min(1, 2 * tail - observed) };
}

/**
 * Binomial(pairs, 1/2) at `fewer`. The coefficient passes 1e308 from 1,030 pairs on and 2^-pairs is zero from
 * 1,075: so the halves are spent one at a time, whenever the product passes 1. Halving is exact, so the
 * only errors are those of one product and one quotient a step.
 */
function likelihood(fewer: number, pairs: number): number {
  let product = 1;
  let halves = pairs;
  for (let i = 1; i <= fewer; i++) {
    product *= (pairs - fewer + i) / i;
    while (product > 1 && halves > 0) {
      product /= 2;
      halves--;
    }
  }
  return product * 0.5 ** halves;
}

/** The smaller tail, as a multiple of its largest term. */
function tailFrom(fewer: number, pairs: number): number {
  let sum = 1;
  let term = 1;
  for (let i = fewer; i > 0 && term > Number.EPSILON * Number.EPSILON; i--) {
    term *= i / (pairs - i + 1);
    sum += term;
  }
  return sum;
}
