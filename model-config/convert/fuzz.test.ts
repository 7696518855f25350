import { expect, it } from 'vitest';
import { checkAccepted, tryMutants } from './testing/fuzz.ts';
import { itWithPython } from './testing/python.ts';

it('refuses a changed file by its name, or makes a model of it, and neither crashes nor hangs', async () => {
  const { accepted, refused } = await tryMutants(1, 500);
  expect(refused).toBeGreaterThan(250);
  expect(accepted.length).toBeGreaterThan(20);
}, 120_000);

itWithPython('makes of a changed file that it takes what other libraries read of it', async () => {
  const { accepted } = await tryMutants(10_001, 80);
  expect(checkAccepted(accepted).weights).toBeGreaterThan(0);
});
