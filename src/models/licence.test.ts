import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { db } from '@/db/schema';
import { readSettings } from '@/db/settings';
import { FakeEngine } from '@/test/fake-engine';
import { CODER, createTestModels, prepared, SMOLLM2 } from '@/test/models';
import type { ModelsStore } from './store';

const TINY = 'hakui-tiny';
let engine: FakeEngine;
let store: ModelsStore;

beforeEach(async () => {
  await db.settings.clear();
  engine = new FakeEngine();
  store = createTestModels(engine, { readPrepared: async () => prepared(SMOLLM2, CODER, TINY) });
  await store.getState().examine();
});

const asked = () => store.getState().licenceToAccept?.id ?? null;

async function loaded(id: string): Promise<void> {
  await expect.poll(() => engine.status).toMatchObject({ state: 'loading', modelId: id });
  engine.finishLoad();
}

test('the first use of a model asks, what was wanted goes on with the answer, and it is asked once', async () => {
  const choosing = store.getState().choose(TINY);
  await expect.poll(asked).toBe(TINY);
  expect(engine.status.state).toBe('idle');
  expect(store.getState().wantedId).toBeNull();
  await store.getState().answerLicence(true);
  expect(asked()).toBeNull();
  await loaded(TINY);
  await choosing;
  expect((await readSettings()).acceptedLicences).toEqual([`${TINY} LicenseRef-Hakui-Fixture-NC`]);

  await store.getState().unload();
  const again = store.getState().load(TINY);
  await loaded(TINY);
  await again;
  expect(asked()).toBeNull();
});

test('not now: nothing is loaded, remembered or failed, and the next time it is asked again', async () => {
  const choosing = store.getState().choose(TINY);
  await expect.poll(asked).toBe(TINY);
  await store.getState().answerLicence(false);
  await choosing;
  expect(engine.status.state).toBe('idle');
  expect(await readSettings()).toMatchObject({ lastModel: null, acceptedLicences: [] });
  const again = store.getState().download(TINY);
  await expect.poll(asked).toBe(TINY);
  await store.getState().answerLicence(false);
  await again;
  expect(store.getState().tasks).toEqual({});
});

test('who waits for the model waits for the answer too', async () => {
  void store.getState().load(TINY);
  const waiting = store.getState().whenReady(new AbortController().signal);
  waiting.catch(() => undefined);
  await expect.poll(asked).toBe(TINY);
  await store.getState().answerLicence(false);
  await expect(waiting).rejects.toMatchObject({ code: 'not-loaded' });
});

test('a second model asked for takes the place of the first question', async () => {
  const first = store.getState().choose(TINY);
  await expect.poll(asked).toBe(TINY);
  const second = store.getState().choose(CODER);
  await expect.poll(asked).toBe(CODER);
  await first;
  await store.getState().answerLicence(true);
  await loaded(CODER);
  await second;
  expect((await readSettings()).acceptedLicences).toEqual([`${CODER} Apache-2.0`]);
});

test('a notice that was read is consent, but not to what is for research only', async () => {
  expect(await store.getState().consentAfterNotice(SMOLLM2)).toBe(true);
  const consent = store.getState().consentAfterNotice(TINY);
  await expect.poll(asked).toBe(TINY);
  await store.getState().answerLicence(false);
  expect(await consent).toBe(false);
});

test('the model used last opens without a question, another one with it', async () => {
  await db.settings.put({ key: 'lastModel', value: TINY });
  await store.getState().open(async () => ({ id: TINY, missedId: null }));
  expect(engine.status).toMatchObject({ state: 'loading', modelId: TINY });
  engine.finishLoad();
  await store.getState().open(async () => ({ id: CODER, missedId: null }));
  await expect.poll(asked).toBe(CODER);
});
