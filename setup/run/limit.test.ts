import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limit } from './limit.ts';

it('never runs more at once than it has places, and runs everything', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 20 }),
      async (places, fails) => {
        const one = limit(places);
        let running = 0;
        let most = 0;
        const works = fails.map((fail) =>
          one(async () => {
            running++;
            most = Math.max(most, running);
            await Promise.resolve();
            running--;
            if (fail) throw new Error('failed');
          }),
        );
        const results = await Promise.allSettled(works);
        expect(results.map((result) => result.status === 'rejected')).toEqual(fails);
        expect(most).toBeLessThanOrEqual(places);
      },
    ),
  );
});
