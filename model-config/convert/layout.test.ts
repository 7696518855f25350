import { expect, it } from 'vitest';
import { packCodes } from './layout.ts';

it('packs the first code lowest', () => {
  expect([...packCodes(Uint8Array.from([14, 0, 8, 7, 7, 7, 7, 15, 1, 2, 3, 4, 5, 6, 7, 8]), 4)]).toEqual([
    0xf777780e, 0x87654321,
  ]);
  expect([...packCodes(Uint8Array.from([1, 2, 3, 255]), 8)]).toEqual([0xff030201]);
});
