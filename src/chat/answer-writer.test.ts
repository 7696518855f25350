import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAnswerWriter } from './answer-writer';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('the first text is written at once, later ones within the interval, together', async () => {
  const saved: string[] = [];
  const writer = createAnswerWriter(async (text) => void saved.push(text), 100);
  writer.append('a');
  expect(saved).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(10);
  writer.append('b');
  writer.append('c');
  expect(saved).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(90);
  expect(saved).toEqual(['a', 'abc']);
});

test('a slow write makes the next batch larger; two writes never run at once', async () => {
  const saved: string[] = [];
  let release = () => {};
  const writer = createAnswerWriter((text) => {
    saved.push(text);
    return new Promise<void>((resolve) => {
      release = resolve;
    });
  }, 100);
  writer.append('a');
  for (const more of 'bcd') {
    await vi.advanceTimersByTimeAsync(200);
    writer.append(more);
  }
  expect(saved).toEqual(['a']);
  release();
  await vi.advanceTimersByTimeAsync(0);
  expect(saved).toEqual(['a', 'abcd']);
});

test('closing waits for the write under way, gives the whole text, and nothing is written after it', async () => {
  const saved: string[] = [];
  let release = () => {};
  const writer = createAnswerWriter((text) => {
    saved.push(text);
    return new Promise<void>((resolve) => {
      release = resolve;
    });
  }, 100);
  writer.append('a');
  writer.append('b');
  const closed = writer.close();
  release();
  expect(await closed).toBe('ab');
  await vi.advanceTimersByTimeAsync(1000);
  expect(saved).toEqual(['a']);
});

test('a write that failed is thrown to the one who appends', async () => {
  const writer = createAnswerWriter(() => Promise.reject(new Error('disk full')), 100);
  writer.append('a');
  await vi.advanceTimersByTimeAsync(0);
  expect(() => writer.append('b')).toThrow('disk full');
  expect(await writer.close()).toBe('a');
});
