import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { artifacts, QUESTION, read, settled, TestPage } from './testing/test-page';

let t: TestPage;

beforeEach(() => {
  t = new TestPage();
});

afterEach(() => {
  vi.useRealTimers();
});

test('cancelling a load ends the worker and leaves the engine idle at once', async () => {
  const controller = new AbortController();
  const loading = t.engine.load(artifacts, undefined, controller.signal);
  await settled();
  controller.abort();
  expect(t.engine.status).toEqual({ state: 'idle' });
  expect(t.worker().terminated).toBe(true);
  await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
  await t.ready();
});

test('cancelling ends the answer at once, while the last kernel drains', async () => {
  await t.ready();
  const controller = new AbortController();
  const answer = read(t.engine.chat([...QUESTION], { signal: controller.signal }));
  const next = read(t.engine.complete('next'));
  await settled();
  t.worker().text('Par');
  await settled();
  controller.abort();

  expect(await answer).toMatchObject({ text: 'Par', error: { code: 'cancelled' } });
  expect(t.engine.status.state).toBe('stopping');
  expect(t.worker().interrupts).toEqual([t.worker().asked.id]);
  expect(t.worker().requests).toHaveLength(2);

  t.worker().finish();
  await settled();
  expect(t.worker().asked.request).toMatchObject({ input: 'next' });
  t.worker().end();
  expect((await next).error).toBeNull();
});

test('what came but was not read yet when the person cancelled is not shown', async () => {
  await t.ready();
  const controller = new AbortController();
  const answer = read(t.engine.chat([...QUESTION], { signal: controller.signal }));
  await settled();
  t.worker().text('Par');
  t.worker().text('is');
  controller.abort();
  expect(await answer).toMatchObject({ text: '', error: { code: 'cancelled' } });
  t.worker().finish();
});

test('leaving the loop is cancelling without an error', async () => {
  await t.ready();
  const leave = (async () => {
    for await (const _ of t.engine.chat([...QUESTION])) break;
  })();
  await settled();
  t.worker().text('Par');
  await leave;
  expect(t.engine.status.state).toBe('stopping');
  t.worker().finish();
  await settled();
  expect(t.engine.status.state).toBe('ready');
});

test('a request cancelled before its turn is never made', async () => {
  await t.ready();
  const controller = new AbortController();
  const first = read(t.engine.complete('1'));
  const second = read(t.engine.complete('2', { signal: controller.signal }));
  const third = read(t.engine.complete('3'));
  await settled();
  controller.abort();
  expect(await second).toMatchObject({ error: { code: 'cancelled' } });
  await settled();
  expect(t.worker().asked.request).toMatchObject({ input: '1' });
  t.worker().end();
  await first;
  await settled();
  expect(t.worker().asked.request).toMatchObject({ input: '3' });
  t.worker().end();
  await third;
});

test('a worker that does not drain in the time of a reload is given up', async () => {
  await t.ready();
  const controller = new AbortController();
  const answer = read(t.engine.complete('long', { signal: controller.signal }));
  await settled();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  controller.abort();
  await answer;
  vi.advanceTimersByTime(8_900);
  expect(t.workers).toHaveLength(1);
  vi.advanceTimersByTime(200);
  vi.useRealTimers();
  await settled();
  expect(t.workers[0]?.terminated).toBe(true);
  expect(t.engine.status.state).toBe('recovering');

  const next = read(t.engine.complete('next'));
  t.worker().loaded();
  await settled();
  t.worker().end();
  expect((await next).error).toBeNull();
  expect(t.states.slice(-4)).toEqual(['recovering', 'ready', 'generating', 'ready']);
});
