import { expect } from 'vitest';
import { checkAccepted, tryMutants } from './testing/fuzz.ts';
import { itWithPython } from './testing/python.ts';

itWithPython(
  'ten thousand changed files: none crashes or hangs, and what is taken is what other libraries read',
  async () => {
    const found = { refused: 0, accepted: 0, weights: 0, tokenizers: 0 };
    for (let first = 100_000; first < 110_000; first += 1000) {
      const { accepted, refused } = await tryMutants(first, 1000);
      const { weights, tokenizers } = checkAccepted(accepted);
      found.refused += refused;
      found.accepted += accepted.length;
      found.weights += weights;
      found.tokenizers += tokenizers;
    }
    console.log(JSON.stringify(found));
    expect(found.refused + found.accepted).toBe(10_000);
    expect(found.weights).toBeGreaterThan(50);
  },
  1_800_000,
);
