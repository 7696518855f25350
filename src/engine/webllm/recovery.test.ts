import { beforeEach, expect, test } from 'vitest';
import { artifacts, QUESTION, read, settled, TestPage } from './testing/test-page';

let t: TestPage;

beforeEach(() => {
  t = new TestPage();
});

test('a device lost before the first token: the request is made again by itself', async () => {
  await t.ready();
  const answer = read(t.engine.chat([...QUESTION]));
  await settled();
  t.worker().lose();
  await settled();
  expect(t.workers).toHaveLength(2);
  expect(t.engine.status.state).toBe('recovering');
  t.worker().loaded();
  await settled();
  expect(t.worker().asked.request).toMatchObject({ kind: 'generate', input: { messages: QUESTION } });
  t.worker().text('Paris.');
  t.worker().end();
  expect(await answer).toEqual({ text: 'Paris.', error: null });
});

test('a device lost after tokens were seen: the answer ends with the loss once the model is back', async () => {
  await t.ready();
  const answer = read(t.engine.chat([...QUESTION]));
  await settled();
  t.worker().text('Par');
  t.worker().lose('driver reset');
  await settled();
  expect(t.engine.status.state).toBe('recovering');
  t.worker().loaded();
  expect(await answer).toMatchObject({
    text: 'Par',
    error: { code: 'device-lost', details: { reason: 'driver reset' } },
  });
  await settled();
  expect(t.engine.status.state).toBe('ready');
});

test('a device lost between requests is recovered too', async () => {
  await t.ready();
  t.worker().lose();
  expect(t.engine.status.state).toBe('recovering');
  t.worker().loaded();
  await settled();
  expect(t.engine.status.state).toBe('ready');
});

test('a second loss within a minute is final; later ones are not', async () => {
  await t.ready();
  t.worker().lose();
  t.worker().loaded();
  await settled();
  t.now += 61_000;
  t.worker().lose();
  t.worker().loaded();
  await settled();
  expect(t.engine.status.state).toBe('ready');

  const answer = read(t.engine.chat([...QUESTION]));
  await settled();
  t.now += 59_000;
  t.worker().lose('again');
  expect(await answer).toMatchObject({ error: { code: 'device-lost' } });
  expect(t.engine.status).toMatchObject({
    state: 'failed',
    error: { code: 'device-lost', details: { reason: 'again' } },
  });
  await expect(t.engine.scoreChoices('p', ['A'])).rejects.toMatchObject({ code: 'not-loaded' });
});

test('a device lost while loading is tried once more', async () => {
  const loading = t.engine.load(artifacts);
  await settled();
  t.worker().lose();
  await settled();
  t.worker().loaded();
  expect(await loading).toMatchObject({ id: 'm' });

  const again = t.engine.load(artifacts);
  await settled();
  t.worker().lose();
  await settled();
  t.worker().lose();
  await expect(again).rejects.toMatchObject({ code: 'device-lost' });
});

test('a crash of the worker is an error with its words, and recovers like a loss', async () => {
  await t.ready();
  const answer = read(t.engine.complete('p'));
  await settled();
  t.worker().text('a');
  t.worker().crash('SyntaxError: boom');
  t.worker().loaded();
  expect(await answer).toMatchObject({ error: { code: 'unknown', details: { reason: 'SyntaxError: boom' } } });
});

test('a recovery that fails ends in the failure', async () => {
  await t.ready();
  const answer = read(t.engine.complete('p'));
  await settled();
  t.worker().lose();
  await settled();
  t.worker().fail({ code: 'out-of-memory', details: { reason: 'full' } });
  expect(await answer).toMatchObject({ error: { code: 'out-of-memory' } });
  expect(t.engine.status).toMatchObject({ state: 'failed', error: { code: 'out-of-memory' } });
});

test('an error of the request alone leaves the model as it is', async () => {
  await t.ready();
  const answer = read(t.engine.complete('p'));
  await settled();
  t.worker().fail({ code: 'prompt-too-long', details: { promptTokens: 3000, contextWindow: 2048 } });
  expect(await answer).toMatchObject({ error: { code: 'prompt-too-long', details: { promptTokens: 3000 } } });
  await settled();
  expect(t.engine.status.state).toBe('ready');
  expect(t.workers).toHaveLength(1);
});
