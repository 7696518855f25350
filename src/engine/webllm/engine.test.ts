import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ModelArtifacts } from '@/models/artifacts';
import { EngineError } from '../errors';
import type { Delta, Engine, EngineStatus, LoadProgress } from '../types';
import { createEngine } from './engine';
import { EngineLock } from './engine-lock';
import { FakeProfile, FakeWorker } from './testing/fake-browser';

const artifacts: ModelArtifacts = {
  modelId: 'm',
  quantization: 'q4f32_1',
  adapterClass: 'software',
  weightsUrl: 'http://127.0.0.1/models/m/resolve/q4f32_1/',
  libraryUrl: 'http://127.0.0.1/models/m/lib/q4f32_1-software.wasm',
  files: [],
  contextWindow: 2048,
  template: { turnStart: '<', headerEnd: ':', turnEnd: '>', systemMessage: 's', stopTokenIds: [2] },
  gpuMemoryBytes: 1,
  largestBufferBytes: 1,
};
const QUESTION = [{ role: 'user', content: 'Q' }] as const;

let profile: FakeProfile;
let workers: FakeWorker[];
let now: number;
let engine: Engine;
let states: EngineStatus['state'][];

const worker = () => workers.at(-1) as FakeWorker;
/** Lets every promise that can settle do so. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function newEngine(): Engine {
  return createEngine({
    spawn: () => {
      workers.push(new FakeWorker());
      return worker();
    },
    lock: new EngineLock(profile.tab()),
    now: () => now,
  });
}

beforeEach(() => {
  profile = new FakeProfile();
  workers = [];
  now = 0;
  engine = newEngine();
  states = [];
  engine.subscribe(() => {
    if (states.at(-1) !== engine.status.state) states.push(engine.status.state);
  });
});

afterEach(() => {
  vi.useRealTimers();
});

async function ready(of: Engine = engine): Promise<void> {
  const loading = of.load(artifacts);
  await settled();
  worker().loaded();
  await loading;
}

/** Reads an answer to its end; what came before an error is kept. */
async function read(answer: AsyncIterable<Delta>): Promise<{ text: string; error: EngineError | null }> {
  let text = '';
  try {
    for await (const delta of answer) if (delta.kind === 'text') text += delta.text;
    return { text, error: null };
  } catch (error) {
    return { text, error: error as EngineError };
  }
}

test('a load tells its progress and ends ready', async () => {
  const seen: LoadProgress[] = [];
  const loading = engine.load(artifacts, (progress) => seen.push(progress));
  await settled();
  const progress = { phase: 'downloading', loadedBytes: 5, totalBytes: 10, fraction: 0.4, secondsLeft: 3 } as const;
  worker().say({ kind: 'progress', id: worker().asked.id, progress });
  expect(engine.status).toEqual({ state: 'loading', modelId: 'm', progress });
  now = 4_000;
  worker().loaded();

  expect(await loading).toMatchObject({ id: 'm', contextWindow: 2048, loadSeconds: 4, device: { name: 'fake' } });
  expect(seen).toEqual([progress]);
  expect(states).toEqual(['loading', 'ready']);
});

test('cancelling a load ends the worker and leaves the engine idle at once', async () => {
  const controller = new AbortController();
  const loading = engine.load(artifacts, undefined, controller.signal);
  await settled();
  controller.abort();
  expect(engine.status).toEqual({ state: 'idle' });
  expect(worker().terminated).toBe(true);
  await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
  await ready();
});

test('a load that fails says so in the status, and another may follow', async () => {
  const loading = engine.load(artifacts);
  await settled();
  worker().fail({ code: 'wrong-hash', details: { url: 'u', expected: 'a', actual: 'b' } });
  await expect(loading).rejects.toMatchObject({ code: 'wrong-hash', details: { url: 'u' } });
  expect(engine.status).toMatchObject({ state: 'failed', error: { code: 'wrong-hash' } });
  expect(worker().terminated).toBe(true);
  await ready();
});

test('a second load takes the place of the first', async () => {
  const first = engine.load(artifacts);
  await settled();
  const second = engine.load({ ...artifacts, modelId: 'n' });
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect(workers[0]?.terminated).toBe(true);
  await settled();
  worker().loaded();
  expect(await second).toMatchObject({ id: 'n' });
  expect(engine.status.state).toBe('ready');
});

test('an answer streams, and the status follows', async () => {
  await ready();
  const answer = read(engine.chat([...QUESTION]));
  await settled();
  expect(engine.status.state).toBe('generating');
  worker().text('Par');
  worker().text('is.');
  worker().end();
  expect(await answer).toEqual({ text: 'Paris.', error: null });
  await settled();
  expect(engine.status.state).toBe('ready');
});

test('requests go one at a time, in order', async () => {
  await ready();
  const first = read(engine.complete('1'));
  const second = read(engine.complete('2'));
  const scores = engine.scoreChoices('3', ['A']);
  await settled();
  expect(worker().asked.request).toMatchObject({ input: { prompt: '1' } });
  worker().end();
  await first;
  await settled();
  expect(worker().asked.request).toMatchObject({ input: { prompt: '2' } });
  worker().end();
  await second;
  await settled();
  expect(worker().asked.request).toMatchObject({ kind: 'score', prompt: '3' });
  worker().say({ kind: 'scores', id: worker().asked.id, scores: [0] });
  expect(await scores).toEqual([0]);
});

test('cancelling ends the answer at once, while the last kernel drains', async () => {
  await ready();
  const controller = new AbortController();
  const answer = read(engine.chat([...QUESTION], { signal: controller.signal }));
  const next = read(engine.complete('next'));
  await settled();
  worker().text('Par');
  await settled();
  controller.abort();

  expect(await answer).toMatchObject({ text: 'Par', error: { code: 'cancelled' } });
  expect(engine.status.state).toBe('stopping');
  expect(worker().interrupts).toEqual([worker().asked.id]);
  expect(worker().requests).toHaveLength(2);

  worker().finish();
  await settled();
  expect(worker().asked.request).toMatchObject({ input: { prompt: 'next' } });
  worker().end();
  expect((await next).error).toBeNull();
});

test('what came but was not read yet when the person cancelled is not shown', async () => {
  await ready();
  const controller = new AbortController();
  const answer = read(engine.chat([...QUESTION], { signal: controller.signal }));
  await settled();
  worker().text('Par');
  worker().text('is');
  controller.abort();
  expect(await answer).toMatchObject({ text: '', error: { code: 'cancelled' } });
  worker().finish();
});

test('leaving the loop is cancelling without an error', async () => {
  await ready();
  const leave = (async () => {
    for await (const _ of engine.chat([...QUESTION])) break;
  })();
  await settled();
  worker().text('Par');
  await leave;
  expect(engine.status.state).toBe('stopping');
  worker().finish();
  await settled();
  expect(engine.status.state).toBe('ready');
});

test('a request cancelled before its turn is never made', async () => {
  await ready();
  const controller = new AbortController();
  const first = read(engine.complete('1'));
  const second = read(engine.complete('2', { signal: controller.signal }));
  const third = read(engine.complete('3'));
  await settled();
  controller.abort();
  expect(await second).toMatchObject({ error: { code: 'cancelled' } });
  await settled();
  expect(worker().asked.request).toMatchObject({ input: { prompt: '1' } });
  worker().end();
  await first;
  await settled();
  expect(worker().asked.request).toMatchObject({ input: { prompt: '3' } });
  worker().end();
  await third;
});

test('a worker that does not drain in the time of a reload is given up', async () => {
  await ready();
  const controller = new AbortController();
  const answer = read(engine.complete('long', { signal: controller.signal }));
  await settled();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  controller.abort();
  await answer;
  vi.advanceTimersByTime(8_900);
  expect(workers).toHaveLength(1);
  vi.advanceTimersByTime(200);
  vi.useRealTimers();
  await settled();
  expect(workers[0]?.terminated).toBe(true);
  expect(engine.status.state).toBe('recovering');

  const next = read(engine.complete('next'));
  worker().loaded();
  await settled();
  worker().end();
  expect((await next).error).toBeNull();
  expect(states.slice(-4)).toEqual(['recovering', 'ready', 'generating', 'ready']);
});

test('a device lost before the first token: the request is made again by itself', async () => {
  await ready();
  const answer = read(engine.chat([...QUESTION]));
  await settled();
  worker().lose();
  await settled();
  expect(workers).toHaveLength(2);
  expect(engine.status.state).toBe('recovering');
  worker().loaded();
  await settled();
  expect(worker().asked.request).toMatchObject({ kind: 'generate', input: { messages: QUESTION } });
  worker().text('Paris.');
  worker().end();
  expect(await answer).toEqual({ text: 'Paris.', error: null });
});

test('a device lost after tokens were seen: the answer ends with the loss once the model is back', async () => {
  await ready();
  const answer = read(engine.chat([...QUESTION]));
  await settled();
  worker().text('Par');
  worker().lose('driver reset');
  await settled();
  expect(engine.status.state).toBe('recovering');
  worker().loaded();
  expect(await answer).toMatchObject({
    text: 'Par',
    error: { code: 'device-lost', details: { reason: 'driver reset' } },
  });
  await settled();
  expect(engine.status.state).toBe('ready');
});

test('a device lost between requests is recovered too', async () => {
  await ready();
  worker().lose();
  expect(engine.status.state).toBe('recovering');
  worker().loaded();
  await settled();
  expect(engine.status.state).toBe('ready');
});

test('a second loss within a minute is final; later ones are not', async () => {
  await ready();
  worker().lose();
  worker().loaded();
  await settled();
  now += 61_000;
  worker().lose();
  worker().loaded();
  await settled();
  expect(engine.status.state).toBe('ready');

  const answer = read(engine.chat([...QUESTION]));
  await settled();
  now += 59_000;
  worker().lose('again');
  expect(await answer).toMatchObject({ error: { code: 'device-lost' } });
  expect(engine.status).toMatchObject({
    state: 'failed',
    error: { code: 'device-lost', details: { reason: 'again' } },
  });
  await expect(engine.scoreChoices('p', ['A'])).rejects.toMatchObject({ code: 'not-loaded' });
});

test('a device lost while loading is tried once more', async () => {
  const loading = engine.load(artifacts);
  await settled();
  worker().lose();
  await settled();
  worker().loaded();
  expect(await loading).toMatchObject({ id: 'm' });

  const again = engine.load(artifacts);
  await settled();
  worker().lose();
  await settled();
  worker().lose();
  await expect(again).rejects.toMatchObject({ code: 'device-lost' });
});

test('a crash of the worker is an error with its words, and recovers like a loss', async () => {
  await ready();
  const answer = read(engine.complete('p'));
  await settled();
  worker().text('a');
  worker().crash('SyntaxError: boom');
  worker().loaded();
  expect(await answer).toMatchObject({ error: { code: 'unknown', details: { reason: 'SyntaxError: boom' } } });
});

test('a recovery that fails ends in the failure', async () => {
  await ready();
  const answer = read(engine.complete('p'));
  await settled();
  worker().lose();
  await settled();
  worker().fail({ code: 'out-of-memory', details: { reason: 'full' } });
  expect(await answer).toMatchObject({ error: { code: 'out-of-memory' } });
  expect(engine.status).toMatchObject({ state: 'failed', error: { code: 'out-of-memory' } });
});

test('unloading ends the worker and what was under way', async () => {
  await ready();
  const answer = read(engine.complete('p'));
  await settled();
  await engine.unload();
  expect(await answer).toMatchObject({ error: { code: 'cancelled' } });
  expect(worker().terminated).toBe(true);
  expect(engine.status).toEqual({ state: 'idle' });
});

test('an error of the request alone leaves the model as it is', async () => {
  await ready();
  const answer = read(engine.complete('p'));
  await settled();
  worker().fail({ code: 'prompt-too-long', details: { promptTokens: 3000, contextWindow: 2048 } });
  expect(await answer).toMatchObject({ error: { code: 'prompt-too-long', details: { promptTokens: 3000 } } });
  await settled();
  expect(engine.status.state).toBe('ready');
  expect(workers).toHaveLength(1);
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
  await ready();
  const { error } = await read(engine.chat([...messages]));
  expect(error).toMatchObject({ code: 'bad-request', details: { reason: expect.stringContaining(place) } });
});

test('nothing can be asked before a model is loaded', async () => {
  expect(await read(engine.complete('p'))).toMatchObject({ error: { code: 'not-loaded' } });
});

test('a second tab is told, and can take the engine over', async () => {
  await ready();
  const other = newEngine();
  await expect(other.load(artifacts)).rejects.toMatchObject({ code: 'other-tab' });
  expect(engine.status.state).toBe('ready');

  const first = worker();
  await other.takeOver();
  expect(first.terminated).toBe(true);
  expect(engine.status).toMatchObject({ state: 'failed', error: { code: 'other-tab' } });
  await ready(other);

  await expect(engine.load(artifacts)).rejects.toMatchObject({ code: 'other-tab' });
  await other.unload();
  await ready();
});

test('an engine that never answers has the lock taken from it', async () => {
  await ready();
  const first = worker();
  const deaf = profile.tab();
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  const thief = createEngine({
    spawn: () => new FakeWorker(),
    lock: new EngineLock({ ...deaf, channel: { postMessage: () => undefined, onmessage: null } }),
    now: () => now,
  });
  await thief.takeOver();
  expect(first.terminated).toBe(true);
  expect(engine.status).toMatchObject({ state: 'failed', error: { code: 'other-tab' } });
});

test('errors keep code and details across the border of the worker', () => {
  const error = new EngineError('storage-full', { neededBytes: 5, freeBytes: null });
  const copy = EngineError.fromData(structuredClone(error.toData()));
  expect(copy).toMatchObject({ code: 'storage-full', details: { neededBytes: 5, freeBytes: null } });
  expect(copy.messageKey).toBe('engine.error.storage-full');
});
