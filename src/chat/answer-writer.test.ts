import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AnswerWriter, createAnswerWriter, type Unsaved } from './answer-writer';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A storage whose writes are answered by the test, or at once; with what is told as unsaved. */
function writing(answer: (text: string) => Promise<void> = async () => {}) {
  const saved: string[] = [];
  let unsaved: Unsaved | null = null;
  const writer: AnswerWriter = createAnswerWriter({
    save: ({ text = '' }) => {
      saved.push(text);
      return answer(text);
    },
    onUnsaved: (now) => {
      unsaved = now;
    },
    intervalMs: 100,
  });
  return { writer, saved, unsaved: () => unsaved };
}

/** One that answers when the test says so. */
function slow() {
  const answers: (() => void)[] = [];
  const wait = () => new Promise<void>((resolve) => answers.push(resolve));
  return { wait, answer: () => answers.shift()?.() };
}

test('the first text is written at once, later ones within the interval, together', async () => {
  const { writer, saved } = writing();
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
  const { wait, answer } = slow();
  const { writer, saved } = writing(wait);
  writer.append('a');
  for (const more of 'bcd') {
    await vi.advanceTimersByTimeAsync(200);
    writer.append(more);
  }
  expect(saved).toEqual(['a']);
  answer();
  await vi.advanceTimersByTimeAsync(0);
  expect(saved).toEqual(['a', 'abcd']);
});

test('the end waits for the write under way, writes all, and nothing is written after it', async () => {
  const { wait, answer } = slow();
  const { writer, saved, unsaved } = writing(wait);
  writer.append('a');
  writer.append('b');
  const ended = writer.end({ state: 'complete' });
  answer();
  await vi.advanceTimersByTimeAsync(0);
  answer();
  await ended;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(saved).toEqual(['a', 'ab']);
  expect(unsaved()).toBeNull();
});

test('a write that failed is made up for by the next one, and the text meanwhile is told as unsaved', async () => {
  let broken = true;
  const { writer, saved, unsaved } = writing(async () => {
    if (broken) throw new DOMException('full', 'QuotaExceededError');
  });
  writer.append('a');
  await vi.advanceTimersByTimeAsync(0);
  expect(unsaved()).toMatchObject({ change: { text: 'a', state: 'streaming' }, error: { code: 'full' } });
  writer.append('b');
  broken = false;
  await vi.advanceTimersByTimeAsync(100);
  expect(saved).toEqual(['a', 'ab']);
  expect(unsaved()).toMatchObject({ change: { text: 'ab' }, error: null });
  writer.append('c');
  await vi.advanceTimersByTimeAsync(100);
  expect(unsaved()).toMatchObject({ change: { text: 'abc' }, error: null });
  await writer.end({ state: 'complete' });
  expect(saved.at(-1)).toBe('abc');
  expect(unsaved()).toBeNull();
});

test('an end that cannot be written leaves the whole answer as unsaved', async () => {
  const { writer, unsaved } = writing(() => Promise.reject(new Error('broken')));
  writer.set({ leftOut: 2 });
  writer.append('a');
  await writer.end({ state: 'complete' });
  expect(unsaved()).toMatchObject({ change: { text: 'a', state: 'complete', leftOut: 2 }, error: { code: 'failed' } });
});

test('a storage that does not answer hides no text', async () => {
  const { writer, unsaved } = writing(() => new Promise(() => {}));
  writer.append('a');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(unsaved()).toMatchObject({ change: { text: 'a' }, error: null });
  writer.append('b');
  await vi.advanceTimersByTimeAsync(100);
  expect(unsaved()).toMatchObject({ change: { text: 'ab' } });
});

test('however fast the text comes, what is not saved is shown at most once an interval, and at its end whole', async () => {
  const shown: Unsaved[] = [];
  const writer = createAnswerWriter({
    save: () => Promise.reject(new Error('broken')),
    onUnsaved: (now) => now && shown.push(now),
    intervalMs: 100,
  });
  writer.append('a');
  await vi.advanceTimersByTimeAsync(0);
  const before = shown.length;
  for (let token = 0; token < 200; token++) writer.append('b');
  expect(shown).toHaveLength(before);
  await vi.advanceTimersByTimeAsync(100);
  expect(shown.length - before).toBeLessThanOrEqual(2);
  writer.append('c');
  await writer.end({ state: 'complete' });
  expect(shown.at(-1)?.change.text).toBe(`a${'b'.repeat(200)}c`);
  const after = shown.length;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(shown).toHaveLength(after);
});
