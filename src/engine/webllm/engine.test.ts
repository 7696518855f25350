import { beforeEach, expect, test, vi } from 'vitest';
import { EngineError } from '../errors';
import type { LoadProgress } from '../types';
import { createEngine } from './engine';
import { EngineLock } from './engine-lock';
import { FakeWorker } from './testing/fake-browser';
import { artifacts, QUESTION, read, settled, TestPage } from './testing/test-page';

let t: TestPage;

beforeEach(() => {
  t = new TestPage();
});

test('a load tells its progress and ends ready', async () => {
  const seen: LoadProgress[] = [];
  const loading = t.engine.load(artifacts, (progress) => seen.push(progress));
  await settled();
  const progress = { phase: 'downloading', loadedBytes: 5, totalBytes: 10, fraction: 0.4, secondsLeft: 3 } as const;
  t.worker().say({ kind: 'progress', id: t.worker().asked.id, progress });
  expect(t.engine.status).toEqual({ state: 'loading', modelId: 'm', progress });
  t.now = 4_000;
  t.worker().loaded();

  expect(await loading).toMatchObject({ id: 'm', contextWindow: 2048, loadSeconds: 4, device: { name: 'fake' } });
  expect(seen).toEqual([progress]);
  expect(t.states).toEqual(['loading', 'ready']);
});

test('a load that fails says so in the status, and another may follow', async () => {
  const loading = t.engine.load(artifacts);
  await settled();
  t.worker().fail({ code: 'wrong-hash', details: { url: 'u', expected: 'a', actual: 'b' } });
  await expect(loading).rejects.toMatchObject({ code: 'wrong-hash', details: { url: 'u' } });
  expect(t.engine.status).toMatchObject({ state: 'failed', error: { code: 'wrong-hash' } });
  expect(t.worker().terminated).toBe(true);
  await t.ready();
});

test('a second load takes the place of the first', async () => {
  const first = t.engine.load(artifacts);
  await settled();
  const second = t.engine.load({ ...artifacts, modelId: 'n' });
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect(t.workers[0]?.terminated).toBe(true);
  await settled();
  t.worker().loaded();
  expect(await second).toMatchObject({ id: 'n' });
  expect(t.engine.status.state).toBe('ready');
});

test('to forget waits for the answer under way, and is nothing to do without a model', async () => {
  await t.engine.forget();
  await t.ready();
  const answer = read(t.engine.chat([...QUESTION]));
  await settled();
  const forgetting = t.engine.forget();
  await settled();
  expect(t.worker().asked.request.kind).toBe('generate');
  t.worker().end();
  await answer;
  await settled();
  expect(t.worker().asked.request.kind).toBe('forget');
  t.worker().finish();
  await forgetting;
  expect(t.engine.status.state).toBe('ready');
});

test('an answer streams, and the status follows', async () => {
  await t.ready();
  const answer = read(t.engine.chat([...QUESTION]));
  await settled();
  expect(t.engine.status.state).toBe('generating');
  t.worker().text('Par');
  t.worker().text('is.');
  t.worker().end();
  expect(await answer).toEqual({ text: 'Paris.', error: null });
  await settled();
  expect(t.engine.status.state).toBe('ready');
});

test('requests go one at a time, in order', async () => {
  await t.ready();
  const first = read(t.engine.complete('1'));
  const second = read(t.engine.complete('2'));
  const scores = t.engine.scoreChoices('3', ['A']);
  await settled();
  expect(t.worker().asked.request).toMatchObject({ input: '1' });
  t.worker().end();
  await first;
  await settled();
  expect(t.worker().asked.request).toMatchObject({ input: '2' });
  t.worker().end();
  await second;
  await settled();
  expect(t.worker().asked.request).toMatchObject({ kind: 'score', input: '3' });
  const found = { logprobs: [0], promptTokens: 1, prefillSeconds: 0.1 };
  t.worker().say({ kind: 'scores', id: t.worker().asked.id, scores: found });
  expect(await scores).toEqual(found);
});

test('unloading ends the worker and what was under way', async () => {
  await t.ready();
  const answer = read(t.engine.complete('p'));
  await settled();
  await t.engine.unload();
  expect(await answer).toMatchObject({ error: { code: 'cancelled' } });
  expect(t.worker().terminated).toBe(true);
  expect(t.engine.status).toEqual({ state: 'idle' });
});

test.each([
  [[], 'message 0'],
  [[{ role: 'assistant', content: 'a' }], 'message 0'],
  [[{ role: 'system', content: 's' }], 'message 1'],
  [
    [
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b' },
      { role: 'user', content: 'c' },
    ],
    'message 1',
  ],
  [
    [
      { role: 'system', content: 's' },
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
    ],
    'message 3',
  ],
] as const)('messages out of turn are refused: %j', async (messages, place) => {
  await t.ready();
  const { error } = await read(t.engine.chat([...messages]));
  expect(error).toMatchObject({ code: 'bad-request', details: { reason: expect.stringContaining(place) } });
});

test('nothing can be asked before a model is loaded', async () => {
  expect(await read(t.engine.complete('p'))).toMatchObject({ error: { code: 'not-loaded' } });
});

test('a second tab is told, and can take the engine over', async () => {
  await t.ready();
  const other = t.newEngine();
  await expect(other.load(artifacts)).rejects.toMatchObject({ code: 'other-tab' });
  expect(t.engine.status.state).toBe('ready');

  const first = t.worker();
  await other.takeOver();
  expect(first.terminated).toBe(true);
  expect(t.engine.status).toMatchObject({ state: 'failed', error: { code: 'other-tab' } });
  await t.ready(other);

  await expect(t.engine.load(artifacts)).rejects.toMatchObject({ code: 'other-tab' });
  await other.unload();
  await t.ready();
});

test('an engine that never answers has the lock taken from it', async () => {
  await t.ready();
  const first = t.worker();
  const deaf = t.profile.tab();
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  const thief = createEngine({
    spawn: () => new FakeWorker(),
    lock: new EngineLock({ ...deaf, channel: { postMessage: () => undefined, onmessage: null } }),
    now: () => t.now,
  });
  await thief.takeOver();
  expect(first.terminated).toBe(true);
  expect(t.engine.status).toMatchObject({ state: 'failed', error: { code: 'other-tab' } });
});

test('errors keep code and details across the border of the worker', () => {
  const error = new EngineError('storage-full', { neededBytes: 5, freeBytes: null });
  const copy = EngineError.fromData(structuredClone(error.toData()));
  expect(copy).toMatchObject({ code: 'storage-full', details: { neededBytes: 5, freeBytes: null } });
  expect(copy.messageKey).toBe('engine.error.storage-full');
});
