import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WrongTries } from './wrong-tries';

const S = 1_000;
const HOUR = 3_600 * S;
const RULES = { storedAt: 'tries', free: 3, firstMs: 10 * S, longestMs: 60 * S };

const stored = new Map<string, string>();
let full: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  stored.clear();
  full = false;
  vi.stubGlobal('document', new EventTarget());
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (full) throw new DOMException('full', 'QuotaExceededError');
      stored.set(key, value);
    },
    removeItem: (key: string) => stored.delete(key),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A tab that has just been loaded. */
const tab = () => new WrongTries(RULES);

function wrong(tries: WrongTries, times: number): void {
  for (let count = 0; count < times; count++) tries.count();
}

test('some are free, then each costs twice as much as the one before, up to the longest', () => {
  const tries = tab();
  const waits = Array.from({ length: 8 }, () => {
    tries.count();
    const wait = tries.waitMs();
    vi.advanceTimersByTime(wait);
    expect(tries.waitMs()).toBe(0);
    return wait / S;
  });
  expect(waits).toEqual([0, 0, 10, 20, 40, 60, 60, 60]);
});

test('a right one ends it, for other tabs too', () => {
  const [tries, other] = [tab(), tab()];
  wrong(tries, 4);
  expect(other.waitMs()).toBe(20 * S);
  tries.forget();
  expect([tries.waitMs(), other.waitMs()]).toEqual([0, 0]);
  wrong(other, 2);
  expect(other.waitMs()).toBe(0);
});

test.each([HOUR, -2 * HOUR, 9_999 * HOUR])('a clock turned by %i ms neither ends a wait nor lengthens it', (by) => {
  const tries = tab();
  wrong(tries, 3);
  vi.setSystemTime(Date.now() + by);
  expect(tries.waitMs()).toBe(10 * S);
  vi.advanceTimersByTime(4 * S);
  expect(tries.waitMs()).toBe(6 * S);
  vi.setSystemTime(Date.now() - by);
  expect(tab().waitMs()).toBe(6 * S);
});

test('loading the page again neither ends a wait nor lengthens it, and the next wrong one costs more', () => {
  wrong(tab(), 3);
  vi.advanceTimersByTime(7 * S);
  const again = tab();
  expect(again.waitMs()).toBe(3 * S);
  vi.advanceTimersByTime(3 * S);
  expect(tab().waitMs()).toBe(0);
  again.count();
  expect(again.waitMs()).toBe(20 * S);
});

test('tabs side by side count one wait, and together', () => {
  const [one, two] = [tab(), tab()];
  one.count();
  two.count();
  one.count();
  expect(two.waitMs()).toBe(10 * S);
  for (let second = 1; second <= 9; second++) {
    vi.advanceTimersByTime(S);
    expect([one.waitMs(), two.waitMs()]).toEqual([(10 - second) * S, (10 - second) * S]);
  }
  two.count();
  expect(one.waitMs()).toBe(20 * S);
});

test.each(['{"wrong": "many"', '{"id":"a","wrong":-1,"leftMs":0}', '{"failures":5,"blockedUntil":9}', 'null'])(
  'a damaged record, %s, counts as the longest wait, once',
  (text) => {
    stored.set(RULES.storedAt, text);
    expect(tab().waitMs()).toBe(60 * S);
    vi.advanceTimersByTime(60 * S);
    expect(tab().waitMs()).toBe(0);
  },
);

test('a record that says more than the longest wait counts as that', () => {
  stored.set(RULES.storedAt, JSON.stringify({ id: 'a', wrong: 9, leftMs: 1e12 }));
  expect(tab().waitMs()).toBe(60 * S);
});

test('where nothing can be stored it holds until the page is closed', () => {
  const tries = tab();
  full = true;
  wrong(tries, 3);
  expect(tries.waitMs()).toBe(10 * S);
  vi.advanceTimersByTime(4 * S);
  expect(tries.waitMs()).toBe(6 * S);
  tries.forget();
  expect(tries.waitMs()).toBe(0);
});
