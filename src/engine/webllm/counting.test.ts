import { beforeEach, expect, test } from 'vitest';
import { QUESTION, read, settled, TestPage } from './testing/test-page';

const COUNTS = { frame: 7, turns: [5] };
let t: TestPage;

beforeEach(() => {
  t = new TestPage();
});

test('tokens are counted while an answer is being written, which goes on', async () => {
  await t.ready();
  const answer = read(t.engine.chat(QUESTION));
  await settled();
  const { id: writing } = t.worker().asked;
  const counting = t.engine.countTokens(QUESTION);
  await settled();
  const { id, request } = t.worker().asked;
  expect(request).toEqual({ kind: 'count', messages: QUESTION });
  t.worker().say({ kind: 'counts', id, counts: COUNTS });
  expect(await counting).toEqual(COUNTS);
  expect(t.engine.status.state).toBe('generating');

  t.worker().say({ kind: 'delta', id: writing, delta: { kind: 'text', text: 'Paris' } });
  t.worker().say({ kind: 'finished', id: writing });
  expect(await answer).toEqual({ text: 'Paris', error: null });
});

test('where the worker is lost meanwhile, the next one is asked', async () => {
  await t.ready();
  const counting = t.engine.countTokens(QUESTION);
  await settled();
  t.worker().lose();
  await settled();
  t.worker().loaded();
  await settled();
  const { id } = t.worker().asked;
  t.worker().say({ kind: 'counts', id, counts: COUNTS });
  expect(await counting).toEqual(COUNTS);
});

test('a count that nobody waits for any more ends, and a failed one costs no model', async () => {
  await t.ready();
  const controller = new AbortController();
  const counting = t.engine.countTokens(QUESTION, controller.signal);
  await settled();
  controller.abort();
  await expect(counting).rejects.toMatchObject({ code: 'cancelled' });

  const failing = t.engine.countTokens(QUESTION);
  await settled();
  t.worker().fail({ code: 'unknown', details: { reason: 'no' } });
  await expect(failing).rejects.toMatchObject({ code: 'unknown' });
  expect(t.engine.status.state).toBe('ready');
});

test('without a model there is nothing to count with', async () => {
  await expect(t.engine.countTokens(QUESTION)).rejects.toMatchObject({ code: 'not-loaded' });
});

test('a penalty that web-llm would fail at is refused before', async () => {
  await t.ready();
  const { error } = await read(t.engine.chat(QUESTION, { repetitionPenalty: 0 }));
  expect(error).toMatchObject({ code: 'bad-request' });
});
