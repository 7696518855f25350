import { expect } from 'playwright/test';
import type { TokenReport } from '../../src/engine/types.ts';

/**
 * Holds tokens and their log-probabilities against the reference: the same token at every step, and each
 * of the reference's five likeliest within `tolerance` nats. A token may be missing from the browser's
 * five only where its rank is a tie, that is, where the browser's fifth is within the tolerance of it.
 * Returns the largest difference seen.
 */
export function expectSame(found: TokenReport[], reference: TokenReport[], tolerance: number): number {
  expect(found.map((t) => t.token)).toEqual(reference.map((t) => t.token));
  let largest = 0;
  for (const [step, expected] of reference.entries()) {
    const top = found[step]!.top;
    expect(top).toHaveLength(5);
    const claimed = new Set<number>();
    for (const candidate of expected.top) {
      // Two tokens can be written alike (parts of a character): take the nearest one not yet taken.
      const alike = top
        .map((t, i) => ({ i, same: t.token === candidate.token, off: Math.abs(t.logprob - candidate.logprob) }))
        .filter(({ i, same }) => same && !claimed.has(i))
        .sort((a, b) => a.off - b.off)[0];
      if (alike) claimed.add(alike.i);
      const difference = alike?.off ?? Math.abs(top[4]!.logprob - candidate.logprob);
      const where = `step ${step}, token ${JSON.stringify(candidate.token)}`;
      expect(difference, where).toBeLessThanOrEqual(tolerance);
      largest = Math.max(largest, difference);
    }
  }
  return largest;
}
