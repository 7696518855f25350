import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IdleClock } from './idle-clock';

const S = 1_000;
let told: (number | null | 'idle')[];
let clock: IdleClock;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  clock = new IdleClock(
    { idleMs: 30 * S, countdownMs: 5 * S },
    { onCountdown: (seconds) => told.push(seconds), onIdle: () => told.push('idle') },
  );
  clock.start();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('after the time nobody touched anything it counts down, second by second, and is idle once', () => {
  vi.advanceTimersByTime(25 * S - 1);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([5]);
  vi.advanceTimersByTime(60 * S);
  expect(told).toEqual([5, 4, 3, 2, 1, null, 'idle']);
});

test('a touch begins the time anew', () => {
  vi.advanceTimersByTime(24 * S);
  clock.touch();
  vi.advanceTimersByTime(24 * S);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1 * S);
  expect(told).toEqual([5]);
});

test('a countdown is ended by who says that they are still there, not by a touch', () => {
  vi.advanceTimersByTime(27 * S);
  clock.touch();
  vi.advanceTimersByTime(1 * S);
  expect(told).toEqual([5, 4, 3, 2]);
  clock.stay();
  expect(told.at(-1)).toBeNull();
  vi.advanceTimersByTime(24 * S);
  expect(told.at(-1)).toBeNull();
  vi.advanceTimersByTime(1 * S);
  expect(told.at(-1)).toBe(5);
});

test('what may not be cut holds it, and the time begins when that ends', () => {
  vi.advanceTimersByTime(24 * S);
  clock.hold(true);
  vi.advanceTimersByTime(3_600 * S);
  clock.touch();
  expect(told).toEqual([]);
  clock.hold(false);
  vi.advanceTimersByTime(24 * S);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(6 * S);
  expect(told.at(-1)).toBe('idle');
});

test('an answer that begins in the countdown takes it away', () => {
  vi.advanceTimersByTime(26 * S);
  clock.hold(true);
  expect(told).toEqual([5, 4, null]);
  vi.advanceTimersByTime(60 * S);
  expect(told).toEqual([5, 4, null]);
});

test('a machine that slept is idle at the first look, whoever touches it first', () => {
  vi.advanceTimersByTime(10 * S);
  // Asleep: the clock goes on and no timer comes.
  vi.setSystemTime(Date.now() + 3_600 * S);
  clock.touch();
  expect(told).toEqual(['idle']);
});

test('a tab that was hidden, its timers late, counts on from where the clock stands', () => {
  vi.advanceTimersByTime(10 * S);
  vi.setSystemTime(Date.now() + 17 * S);
  clock.check();
  expect(told).toEqual([3]);
});

test('a machine that slept is idle within a second of waking, without anything being touched', () => {
  vi.advanceTimersByTime(10 * S);
  vi.setSystemTime(Date.now() + 3_600 * S);
  vi.advanceTimersByTime(1 * S);
  expect(told).toEqual(['idle']);
});

test('a machine that slept while something went on that may not be cut is idle all the same', () => {
  clock.hold(true);
  vi.advanceTimersByTime(3_600 * S);
  expect(told).toEqual([]);
  vi.setSystemTime(Date.now() + 3_600 * S);
  vi.advanceTimersByTime(1 * S);
  expect(told).toEqual(['idle']);
});

test.each([-86_400, -7_200, 3_600])('a clock turned by %i s at any stage leaves nobody more time', (by) => {
  for (const stage of [5, 26, 29]) {
    told.length = 0;
    clock.start();
    vi.advanceTimersByTime(stage * S);
    vi.setSystemTime(Date.now() + by * S);
    vi.advanceTimersByTime((30 - stage) * S);
    expect(told.at(-1)).toBe('idle');
    const seconds = told.filter((each) => typeof each === 'number');
    expect(seconds.every((each) => each <= 5)).toBe(true);
  }
});

test("a computer's clock that is set back gives nobody more time", () => {
  vi.advanceTimersByTime(10 * S);
  vi.setSystemTime(Date.now() - 86_400 * S);
  vi.advanceTimersByTime(20 * S);
  expect(told.at(-1)).toBe('idle');
});

test('to stay when it is too late changes nothing', () => {
  vi.advanceTimersByTime(26 * S);
  vi.setSystemTime(Date.now() + 60 * S);
  clock.stay();
  expect(told.slice(-2)).toEqual([null, 'idle']);
});

test('stopped, it tells nothing', () => {
  clock.stop();
  clock.touch();
  clock.hold(true);
  clock.hold(false);
  vi.advanceTimersByTime(60 * S);
  expect(told).toEqual([]);
});
