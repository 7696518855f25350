import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteProgress } from './byte-progress';

function at(total: number, already = 0) {
  let time = 0;
  const progress = new ByteProgress(total, already, () => time);
  return {
    progress,
    /** `bytes` come in over `seconds`, a piece every 50 ms. */
    receive(bytes: number, seconds: number) {
      const pieces = Math.round(seconds / 0.05);
      for (let piece = 0; piece < pieces; piece += 1) {
        time += 50;
        progress.add(bytes / pieces);
      }
    },
  };
}

test('a steady rate gives the time left exactly', () => {
  const { progress, receive } = at(1_000_000, 200_000);
  receive(300_000, 3);
  expect(progress.report().secondsLeft).toBeCloseTo(5, 6);
});

test('no time is told before the rate has settled', () => {
  const { progress, receive } = at(1_000_000);
  expect(progress.report().secondsLeft).toBeNull();
  receive(100_000, 1);
  expect(progress.report().secondsLeft).toBeNull();
});

test('a line that slows down is noticed within seconds', () => {
  const { progress, receive } = at(10_000_000);
  receive(2_000_000, 2);
  receive(1_000_000, 10);
  // The old rate would promise 7 s, the new one 70 s.
  expect(progress.report().secondsLeft).toBeGreaterThan(35);
});

test('the time left is never negative, and no byte is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ bytes: fc.nat(1e6), seconds: fc.integer({ min: 1, max: 40 }).map((n) => n / 4) }), {
        maxLength: 8,
      }),
      (steps) => {
        const total = steps.reduce((sum, { bytes }) => sum + bytes, 0);
        const { progress, receive } = at(total);
        for (const { bytes, seconds } of steps) {
          receive(bytes, seconds);
          expect(progress.report().secondsLeft ?? 0).toBeGreaterThanOrEqual(0);
        }
        expect(progress.report().loadedBytes).toBeCloseTo(total, 3);
      },
    ),
  );
});
