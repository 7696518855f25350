import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Elapsed } from './elapsed';

let wall: number;
let steady: number;

beforeEach(() => {
  [wall, steady] = [1_000_000, 0];
  vi.spyOn(Date, 'now').mockImplementation(() => wall);
  vi.spyOn(performance, 'now').mockImplementation(() => steady);
});
afterEach(() => vi.restoreAllMocks());

const HOUR = 3_600_000;

test('a machine that slept: the page stood, the clock went on', () => {
  const elapsed = new Elapsed();
  wall += HOUR;
  expect(elapsed.look()).toBe(HOUR);
});

test('a clock that is set back takes nothing away, also where the machine sleeps after that', () => {
  const elapsed = new Elapsed();
  wall += 5_000;
  steady += 5_000;
  expect(elapsed.look()).toBe(5_000);
  wall -= 2 * HOUR;
  steady += 1_000;
  expect(elapsed.look()).toBe(6_000);
  wall += HOUR;
  expect(elapsed.look()).toBe(6_000 + HOUR);
});

test('started anew it counts from there', () => {
  const elapsed = new Elapsed();
  wall += HOUR;
  elapsed.restart();
  expect(elapsed.look()).toBe(0);
});

test('however the clocks are turned, it never runs backwards and never says less than either clock between two looks', () => {
  const step = fc.record({ wall: fc.integer({ min: -9 * HOUR, max: 9 * HOUR }), steady: fc.nat({ max: HOUR }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const elapsed = new Elapsed();
      let before = 0;
      for (const by of steps) {
        wall += by.wall;
        steady += by.steady;
        const now = elapsed.look();
        expect(now - before).toBe(Math.max(0, by.wall, by.steady));
        before = now;
      }
    }),
  );
});
