import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createQuiet } from './quiet';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whether it has resolved, asked at any time. */
function watch(promise: Promise<void>): () => boolean {
  let resolved = false;
  void promise.then(() => {
    resolved = true;
  });
  return () => resolved;
}

test('where nothing was heard lately there is no wait', async () => {
  const quiet = createQuiet(3_000, 15_000);
  const never = watch(quiet.wait());
  await vi.advanceTimersByTimeAsync(0);
  expect(never()).toBe(true);
  quiet.heard();
  await vi.advanceTimersByTimeAsync(3_000);
  const longAgo = watch(quiet.wait());
  await vi.advanceTimersByTimeAsync(0);
  expect(longAgo()).toBe(true);
});

test('the wait is counted from what was heard last, also during the wait', async () => {
  const quiet = createQuiet(3_000, 15_000);
  quiet.heard();
  await vi.advanceTimersByTimeAsync(1_000);
  const quieted = watch(quiet.wait());
  await vi.advanceTimersByTimeAsync(1_000);
  quiet.heard();
  await vi.advanceTimersByTimeAsync(2_999);
  expect(quieted()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(quieted()).toBe(true);
});

test('what is heard without end is not waited for', async () => {
  const quiet = createQuiet(3_000, 15_000);
  const talk = setInterval(() => quiet.heard(), 500);
  quiet.heard();
  const givenUp = watch(quiet.wait());
  await vi.advanceTimersByTimeAsync(14_999);
  expect(givenUp()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(givenUp()).toBe(true);
  clearInterval(talk);
});
