import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planVolumes } from './volumes.ts';

const LIMIT = 5000;

it('puts every file whole into one archive, in order, and none above the size', () => {
  const files = fc.array(
    fc.record({ path: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), bytes: fc.nat(4000) }),
  );
  fc.assert(
    fc.property(files, (all) => {
      const volumes = planVolumes(all, LIMIT);
      expect(volumes.flat()).toEqual(all);
      for (const volume of volumes) {
        expect(volume.length).toBeGreaterThan(0);
        expect(volume.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(LIMIT);
      }
    }),
  );
});

it('names a file that no archive of that size can hold', () => {
  expect(() => planVolumes([{ path: 'a.bin', bytes: 5000 }], LIMIT)).toThrow('a.bin has 5000 bytes');
});
