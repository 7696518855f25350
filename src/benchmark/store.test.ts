import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { db } from '@/db/schema';
import { EngineError } from '@/engine/errors';
import { breakWrites } from '@/test/broken-storage';
import { FakeLocks } from '@/test/fake-locks';
import { rows } from './rows';
import type { PreparedRun } from './runner/run-items';
import { type BenchmarkStore, createBenchmarkStore } from './store';
import { planOf, preparedRun, runModel } from './testing/plans';
import type { Run } from './types';

const TOTAL = 6;
const wanted = { plan: planOf(), modelId: 'hakui-tiny' };

const stubLocks = () => vi.stubGlobal('navigator', { locks: new FakeLocks() });

let mend = () => {};
afterEach(() => mend());
beforeEach(async () => {
  stubLocks();
  await Promise.all([db.runs.clear(), db.samples.clear(), db.transcripts.clear()]);
});

type Before = (index: number, signal: AbortSignal) => Promise<void>;

function createStore(before: Before = async () => {}, prepare?: () => Promise<PreparedRun>): BenchmarkStore {
  return createBenchmarkStore({
    rows,
    prepare: prepare ?? (async () => preparedRun(TOTAL, before)),
    keepAwake: () => () => {},
    now: () => performance.now(),
    appVersion: '0.0.0',
  });
}

/** Holds an item until the run is told to stop. */
const holdAt =
  (held: number): Before =>
  (index, signal) =>
    index < held
      ? Promise.resolve()
      : new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new EngineError('cancelled')));
        });

const start = async (store: BenchmarkStore) => (await store.getState().enqueue([wanted]))[0]!;
const settled = (id: string, state: Run['state']) =>
  expect.poll(async () => (await rows.findRun(id))?.state).toBe(state);

/** What must not depend on how often a run was broken off. */
async function resultOf(id: string) {
  const [run, samples, transcripts] = await Promise.all([rows.findRun(id), rows.samplesOf(id), rows.transcriptsOf(id)]);
  return {
    counts: [run?.total, run?.done, run?.failed, run?.correct, run?.trend, run?.leftOut],
    samples: samples.map(({ runId: _, wallSeconds: __, ...sample }) => sample),
    transcripts: transcripts.map(({ runId: _, ...transcript }) => transcript),
  };
}

test('a run asks every item, keeps each, and says what it left out', async () => {
  const id = await start(createStore());
  await settled(id, 'done');
  const { counts, samples } = await resultOf(id);
  expect(counts).toEqual([TOTAL, TOTAL, 0, 2, [1, 1, 1, 2, 2, 2], { 'needs-picture': 2 }]);
  expect(samples.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  expect((await rows.findRun(id))?.model).toEqual(runModel);
});

test('a run that was paused or whose tab died, wherever it stood, equals an unbroken one', async () => {
  const whole = await start(createStore());
  await settled(whole, 'done');
  const unbroken = await resultOf(whole);
  const places = fc.uniqueArray(fc.integer({ min: 0, max: TOTAL - 1 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(places, fc.boolean(), async (breaks, tabDies) => {
      let id = '';
      const goOn = async (store: BenchmarkStore) => {
        if (id === '') {
          id = await start(store);
          return;
        }
        await store.getState().recover();
        await settled(id, 'paused');
        await store.getState().resume(id);
      };
      for (const place of breaks.toSorted((a, b) => a - b)) {
        const store = createStore(holdAt(place));
        await goOn(store);
        await expect.poll(async () => (await rows.findRun(id))?.model && (await rows.samplesOf(id)).length).toBe(place);
        // The browser lets go of a dead tab's locks; its code just stops.
        if (tabDies) stubLocks();
        else await store.getState().pause(id);
      }
      await goOn(createStore());
      await settled(id, 'done');
      expect(await resultOf(id)).toEqual(unbroken);
    }),
    { numRuns: 15 },
  );
}, 30_000);

test('an item that fails in passing is asked again; one that always fails is recorded, and the run goes on', async () => {
  let losses = 0;
  const store = createStore(async (index) => {
    if (index === 1 && losses++ < 2) throw new EngineError('device-lost', { reason: 'test' });
    if (index === 3) throw new EngineError('prompt-too-long', { promptTokens: 9, contextWindow: 8 });
    if (index === 4) throw new EngineError('unknown', { reason: 'always' });
  });
  const id = await start(store);
  await settled(id, 'done');
  const samples = await rows.samplesOf(id);
  expect(samples.map(({ attempts, failure }) => [attempts, failure?.code])).toEqual([
    [1, undefined],
    [3, undefined],
    [1, undefined],
    [1, 'prompt-too-long'],
    [3, 'unknown'],
    [1, undefined],
  ]);
  expect(await rows.findRun(id)).toMatchObject({ done: TOTAL, failed: 2 });
});

test.each(['full', 'abort', 'closed'] as const)('one write that fails (%s) costs a run nothing', async (how) => {
  const whole = await start(createStore());
  await settled(whole, 'done');
  mend = breakWrites(how, ['samples'], 1);
  const id = await start(createStore());
  await settled(id, 'done');
  expect(await resultOf(id)).toEqual(await resultOf(whole));
});

test('on a failing storage a run stands still with that reason, and goes on to what an unbroken one gives', async () => {
  const whole = await start(createStore());
  await settled(whole, 'done');
  const store = createStore(async (index) => {
    if (index === 3) mend = breakWrites('full', ['runs', 'samples']);
  });
  const id = await start(store);
  const fault = { code: 'not-saved', details: { reason: 'QuotaExceededError: no room' } };
  await expect.poll(() => store.getState().halted.get(id)).toEqual(fault);
  expect(await rows.findRun(id)).toMatchObject({ state: 'running', done: 3 });
  await expect(store.getState().resume(id)).rejects.toMatchObject({ name: 'StorageError', code: 'full' });
  mend();
  // Any write that is taken has the other one tried again.
  await rows.addProtocols([]);
  await settled(id, 'paused');
  expect(await rows.findRun(id)).toMatchObject({ fault });
  expect(store.getState().halted.size).toBe(0);

  stubLocks();
  const later = createStore();
  await later.getState().resume(id);
  await settled(id, 'done');
  expect(await resultOf(id)).toEqual(await resultOf(whole));
});

test('a fault that would meet every item stops the run and the queue, and says why', async () => {
  const store = createStore(async (index) => {
    if (index === 2) throw new EngineError('other-tab');
  });
  const [first, second] = await store.getState().enqueue([wanted, wanted]);
  await settled(first!, 'paused');
  expect(await rows.findRun(first!)).toMatchObject({ done: 2, fault: { code: 'other-tab' } });
  expect(await rows.findRun(second!)).toMatchObject({ state: 'queued', done: 0 });
});

/** What a tab of the same browser tells. */
function otherTabTells(runId: string): void {
  const other = new BroadcastChannel('hakui-tabs');
  other.postMessage({ kind: 'run-stopped', runId });
  other.close();
}

test.each(['paused', 'cancelled'] as const)(
  'a run that another tab has %s stops here, and the next one begins',
  async (state) => {
    const [first, second] = await createStore(holdAt(2)).getState().enqueue([wanted, wanted]);
    await expect.poll(async () => (await rows.samplesOf(first!)).length).toBe(2);
    otherTabTells(first!);
    await rows.changeRun(first!, (run) => {
      run.state = state;
    });
    await expect.poll(async () => (await rows.samplesOf(second!)).length).toBe(2);
    expect(await rows.findRun(first!)).toMatchObject({ state, done: 2, fault: null });
  },
);

test.each(['paused', 'cancelled', 'deleted'] as const)(
  'a run that another tab has %s without being heard stops at its next item, and the next one begins',
  async (how) => {
    let goOn = () => {};
    const store = createStore(async (index) => {
      if (index === 2) await new Promise<void>((resolve) => (goOn = resolve));
    });
    const [first, second] = await store.getState().enqueue([wanted, wanted]);
    await expect.poll(async () => (await rows.samplesOf(first!)).length).toBe(2);
    if (how === 'deleted') await rows.deleteRun(first!);
    else await rows.changeRun(first!, (run) => void Object.assign(run, { state: how }));
    goOn();
    await expect.poll(async () => (await rows.samplesOf(second!)).length).toBe(2);
    if (how === 'deleted') expect(await rows.samplesOf(first!)).toEqual([]);
    else expect(await rows.findRun(first!)).toMatchObject({ state: how, done: 3, fault: null });
    expect(store.getState().activeId).toBe(second);
  },
);

test('where the browser refuses locks, what a closed tab left is told of and nothing rejects', async () => {
  const refused = new DOMException('The document is not fully active.', 'InvalidStateError');
  vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(refused) } });
  const store = createStore();
  await store.getState().recover();
  expect(store.getState().broken).toMatchObject({ details: { reason: expect.stringContaining('fully active') } });
});

test('a run does not go on with other files of its model', async () => {
  const id = await start(createStore(holdAt(2)));
  await expect.poll(async () => (await rows.samplesOf(id)).length).toBe(2);
  stubLocks();
  const other = { ...preparedRun(TOTAL, async () => {}), model: { ...runModel, weightsHash: 'x'.repeat(64) } };
  const store = createStore(undefined, async () => other);
  await store.getState().recover();
  expect(await rows.findRun(id)).toMatchObject({ state: 'paused', fault: { code: 'interrupted' } });
  await store.getState().resume(id);
  await expect.poll(async () => (await rows.findRun(id))?.fault?.code).toBe('model-differs');
  expect(await rows.samplesOf(id)).toHaveLength(2);
});

test('a run does not go on with another context length of its model, and goes on with its own', async () => {
  const id = await start(createStore(holdAt(2)));
  await expect.poll(async () => (await rows.samplesOf(id)).length).toBe(2);
  stubLocks();
  let contextWindow = 2048;
  const store = createStore(undefined, async () => ({
    ...preparedRun(TOTAL, async () => {}),
    model: { ...runModel, contextWindow },
  }));
  await store.getState().recover();
  await store.getState().resume(id);
  const stopped = { code: 'context-differs', details: { began: runModel.contextWindow, loaded: 2048 } };
  await expect.poll(async () => (await rows.findRun(id))?.fault).toMatchObject(stopped);
  expect(await rows.samplesOf(id)).toHaveLength(2);
  contextWindow = runModel.contextWindow;
  await store.getState().resume(id);
  await settled(id, 'done');
});

test('runs of a queue go one after the other, in order; another tab adds to it without asking twice', async () => {
  const asked: number[] = [];
  const store = createStore(async (index) => void asked.push(index));
  const other = createStore(async (index) => void asked.push(index));
  const ids = await store.getState().enqueue([wanted, wanted]);
  const [third] = await other.getState().enqueue([wanted]);
  for (const id of [...ids, third!]) await settled(id, 'done');
  expect(asked).toHaveLength(3 * TOTAL);
});

test('a cancelled run keeps what was asked, a removed one nothing', async () => {
  const store = createStore(holdAt(3));
  const id = await start(store);
  await expect.poll(async () => (await rows.samplesOf(id)).length).toBe(3);
  await store.getState().cancel(id);
  expect(await rows.findRun(id)).toMatchObject({ state: 'cancelled', done: 3, fault: null });
  await store.getState().remove(id);
  expect(await rows.findRun(id)).toBeUndefined();
  expect(await rows.samplesOf(id)).toEqual([]);
  expect(await rows.transcriptsOf(id)).toEqual([]);
});
