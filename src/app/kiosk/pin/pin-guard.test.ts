import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { blockedUntil, delayAfter, forgetRefusals, recordRefusal } from './pin-guard';

const stored = new Map<string, string>();

beforeEach(() => {
  vi.useFakeTimers();
  stored.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the fifth wrong PIN costs time, each further one twice as much, up to a quarter of an hour', () => {
  expect([1, 4, 5, 6, 7, 20].map((failures) => delayAfter(failures) / 1_000)).toEqual([0, 0, 30, 60, 120, 900]);
});

test('wrong PINs are counted across pages, until a right one', () => {
  for (let count = 0; count < 4; count++) recordRefusal();
  expect(blockedUntil()).toBe(0);
  recordRefusal();
  expect(blockedUntil()).toBe(Date.now() + 30_000);
  vi.advanceTimersByTime(30_000);
  expect(blockedUntil()).toBe(0);
  recordRefusal();
  expect(blockedUntil()).toBe(Date.now() + 60_000);
  forgetRefusals();
  expect(blockedUntil()).toBe(0);
});

test("a computer's clock that was set back blocks nobody for days", () => {
  for (let count = 0; count < 5; count++) recordRefusal();
  vi.setSystemTime(Date.now() - 86_400_000);
  expect(blockedUntil()).toBeLessThanOrEqual(Date.now() + 15 * 60_000);
});

test('what is stored and is no count counts as none', () => {
  stored.set('hakui:kiosk:pin', '{"failures": "many"');
  expect(blockedUntil()).toBe(0);
});
