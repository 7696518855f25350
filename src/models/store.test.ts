import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { db } from '@/db/schema';
import { readSettings, writeSetting } from '@/db/settings';
import { EngineError } from '@/engine/errors';
import { noWebGpu, processor } from '@/test/devices';
import { FakeEngine } from '@/test/fake-engine';
import { CODER, createTestModels, prepared, SMOLLM2 } from '@/test/models';
import { records } from './catalog';
import { licenceKey } from './licence';
import { bestOf } from './shelves';
import { type ModelsStore, modelToStart } from './store';

const ready = () => new AbortController().signal;
let engine: FakeEngine;

beforeEach(async () => {
  engine = new FakeEngine();
  await db.settings.clear();
  await writeSetting('acceptedLicences', records.map(licenceKey));
});

async function opened(store: ModelsStore, id: string | null = SMOLLM2): Promise<ModelsStore> {
  await store.getState().open(async () => ({ id, missedId: null }));
  return store;
}

function shelfOf(store: ModelsStore, id: string) {
  return store.getState().entries.find((entry) => entry.record.id === id)?.shelf;
}

test('models stand on their shelves: prepared, addable, impossible', async () => {
  const store = createTestModels(engine, { readPrepared: async () => prepared(SMOLLM2) });
  await store.getState().examine();
  expect(shelfOf(store, SMOLLM2)).toBe('here');
  expect(shelfOf(store, CODER)).toBe('addable');
  expect(store.getState().entries).toHaveLength((await import('./catalog')).records.length);
});

test('without WebGPU every model is on the last shelf', async () => {
  const store = createTestModels(engine, { describeDevice: async () => noWebGpu });
  await store.getState().examine();
  expect(new Set(store.getState().entries.map((entry) => entry.shelf))).toEqual(new Set(['cannot']));
});

test('the best model is the larger one on a GPU and the smaller one on a processor, never the fixture', async () => {
  const everything = { readPrepared: async () => prepared(SMOLLM2, CODER, 'hakui-tiny') };
  const onGpu = createTestModels(engine, everything);
  await onGpu.getState().examine();
  expect(bestOf(onGpu.getState().entries)?.record.id).toBe(CODER);
  const onCpu = createTestModels(engine, { ...everything, describeDevice: async () => processor });
  await onCpu.getState().examine();
  expect(bestOf(onCpu.getState().entries)?.record.id).toBe(SMOLLM2);
});

test('the fixture starts only where nothing else is here', async () => {
  const store = createTestModels(engine, { readPrepared: async () => prepared('hakui-tiny') });
  await store.getState().examine();
  expect(bestOf(store.getState().entries)?.record.id).toBe('hakui-tiny');
});

test('the model chosen before starts again, unless it is gone', async () => {
  const store = createTestModels(engine);
  await store.getState().examine();
  const { entries } = store.getState();
  expect(modelToStart(entries, [null, SMOLLM2])).toEqual({ id: SMOLLM2, missedId: null });
  expect(modelToStart(entries, [null, null])).toEqual({ id: CODER, missedId: null });
  expect(modelToStart(entries, ['gone', SMOLLM2])).toEqual({ id: SMOLLM2, missedId: 'gone' });
  expect(modelToStart(entries, ['gone', null])).toEqual({ id: CODER, missedId: 'gone' });
  expect(modelToStart([], [null, 'gone'])).toEqual({ id: null, missedId: 'gone' });
});

test('who waits for the model waits through the look at the device and the load', async () => {
  const store = createTestModels(engine);
  const opening = store.getState().open(async () => ({ id: SMOLLM2, missedId: null }));
  const waiting = store.getState().whenReady(ready());
  await opening;
  expect(store.getState().engine.state).toBe('loading');
  engine.finishLoad();
  expect(await waiting).toMatchObject({ id: SMOLLM2 });
});

test('without a model asked for, waiting ends with not-loaded', async () => {
  const store = await opened(createTestModels(engine), null);
  await expect(store.getState().whenReady(ready())).rejects.toMatchObject({ code: 'not-loaded' });
});

test('what a load fails with reaches who waits; asking again loads again', async () => {
  const store = await opened(createTestModels(engine));
  const waiting = store.getState().whenReady(ready());
  engine.failLoad(new EngineError('network', { url: 'u', reason: 'r' }));
  await expect(waiting).rejects.toMatchObject({ code: 'network' });

  const again = store.getState().whenReady(ready());
  await expect.poll(() => store.getState().engine.state).toBe('loading');
  engine.finishLoad();
  expect(await again).toMatchObject({ id: SMOLLM2 });
});

test('waiting can be cancelled, and the load goes on', async () => {
  const store = await opened(createTestModels(engine));
  const controller = new AbortController();
  const waiting = store.getState().whenReady(controller.signal);
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect(store.getState().engine.state).toBe('loading');
});

test('a cancelled load leaves no model and no failure', async () => {
  const store = await opened(createTestModels(engine));
  store.getState().cancelLoad();
  expect(store.getState().engine.state).toBe('idle');
  await expect(store.getState().whenReady(ready())).rejects.toMatchObject({ code: 'not-loaded' });
});

test('choosing another model while one loads replaces it, and is remembered', async () => {
  const store = await opened(createTestModels(engine));
  const choosing = store.getState().choose(CODER);
  await expect.poll(() => store.getState().wantedId).toBe(CODER);
  await expect.poll(() => store.getState().engine).toMatchObject({ state: 'loading', modelId: CODER });
  engine.finishLoad();
  await choosing;
  expect(store.getState().engine).toMatchObject({ state: 'ready', model: { id: CODER } });
  expect((await readSettings()).lastModel).toBe(CODER);
});

test('retrying after another tab took the engine takes it back', async () => {
  const store = await opened(createTestModels(engine));
  engine.failLoad(new EngineError('other-tab'));
  const retrying = store.getState().retry();
  await expect.poll(() => store.getState().engine.state).toBe('loading');
  expect(engine.takeOvers).toBe(1);
  engine.finishLoad();
  await retrying;
});
