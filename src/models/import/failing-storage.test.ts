import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { db } from '@/db/schema';
import { closingAt, found, ImportDevice, smallFile } from './testing/import-device';

/* The browser's storage gives way at each place where an import uses it: none stands still, and no model is lost. */

let d: ImportDevice;
let page: ReturnType<ImportDevice['openPage']>;

beforeEach(async () => {
  d = new ImportDevice();
  await d.start();
  await db.importHandles.clear();
  page = d.openPage();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await d.server.stop();
});

const broken = () => new DOMException('the disk is gone', 'InvalidStateError');
const told = { code: 'storage-failed', details: { reason: 'InvalidStateError: the disk is gone' } };
const small = () => found({ 'My model.gguf': smallFile() });

async function interrupted(): Promise<void> {
  const closing = d.openPage(closingAt(d.carryOut(), (step) => step === 14));
  await closing.act.give(small());
  await closing.act.start();
  await page.act.look();
  expect(page.standing()).toMatchObject({ step: 'interrupted', error: null });
}

test('what was broken off and cannot be looked for is told, and found at the next look', async () => {
  await interrupted();
  page = d.openPage();
  vi.spyOn(d.journals, 'read').mockRejectedValueOnce(broken());
  await page.act.look();
  expect(page.standing()).toEqual({ step: 'failed', error: told });
  page.act.dismiss();
  await page.act.look();
  expect(page.standing()).toMatchObject({ step: 'interrupted' });
});

test('a shard that cannot be written interrupts, and it goes on from there', async () => {
  await page.act.give(small());
  const { create } = d.artifacts;
  let files = 0;
  const creating = vi.spyOn(d.artifacts, 'create').mockImplementation(async (place) => {
    if (++files === 3) throw broken();
    return create(place);
  });
  await page.act.start();
  expect(page.standing()).toMatchObject({ step: 'interrupted', needsSource: false, error: told });
  creating.mockRestore();
  await page.act.continue();
  expect(page.standing()).toMatchObject({ step: 'done', id: 'my-model' });
});

test('a full disk is named as such, also by a file that says no more', async () => {
  await page.act.give(small());
  vi.spyOn(d.journals, 'write').mockRejectedValueOnce(new DOMException('no room', 'QuotaExceededError'));
  await page.act.start();
  expect(page.standing()).toMatchObject({ error: { code: 'storage-full' } });
});

test('a model that is whole is done, whatever becomes of what is no longer needed', async () => {
  await page.act.give(small());
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(() => {
    throw broken();
  });
  await page.act.start();
  expect(page.standing()).toEqual({ step: 'done', id: 'my-model', name: 'My model', unlisted: null });
});

test('an import that is stopped while its journal cannot be read tells so, and is found again', async () => {
  await page.act.give(small());
  const stop = page.imports.subscribe(({ standing }) => {
    if (standing.step !== 'working' || standing.progress === null || standing.stopping) return;
    vi.spyOn(d.journals, 'read').mockRejectedValueOnce(broken());
    page.act.pause();
  });
  await page.act.start();
  stop();
  expect(page.standing()).toEqual({ step: 'failed', error: told });
  page.act.dismiss();
  await page.act.look();
  expect(page.standing()).toMatchObject({ step: 'interrupted' });
});

test('one that cannot be looked up or found stays interrupted, with the reason', async () => {
  await interrupted();
  vi.spyOn(d.journals, 'read').mockRejectedValueOnce(broken());
  await page.act.continue();
  expect(page.standing()).toMatchObject({ step: 'interrupted', error: told });
  await page.act.give(Promise.reject(new DOMException('the stick was drawn', 'NotReadableError')));
  expect(page.standing()).toMatchObject({ step: 'interrupted', error: { code: 'storage-failed' } });
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(() => {
    throw broken();
  });
  await page.act.continue();
  expect(page.standing()).toMatchObject({ step: 'interrupted', needsSource: true, error: null });
  vi.restoreAllMocks();
  await page.act.give(small());
  expect(page.standing()).toMatchObject({ step: 'done' });
});

test('what cannot be discarded is told, and another import may begin', async () => {
  await interrupted();
  vi.spyOn(d.artifacts, 'remove').mockRejectedValue(broken());
  await page.act.cancel();
  expect(page.standing()).toEqual({ step: 'failed', error: told });
  vi.restoreAllMocks();
  page.act.dismiss();
  await page.act.give(small());
  expect(page.standing()).toMatchObject({ step: 'planned' });
});

test('an import that fails for good says why, also where its remains cannot be removed', async () => {
  await page.act.give(small());
  d.server.files.clear();
  vi.spyOn(d.artifacts, 'sweep').mockRejectedValue(broken());
  await page.act.start();
  expect(page.standing()).toMatchObject({ step: 'failed', error: { code: 'missing-file' } });
});

/** The device cannot be looked at from now on, until it is `mended`. */
function blind(): { mended(): void } {
  const { device } = d;
  Object.defineProperty(d, 'device', {
    configurable: true,
    get() {
      throw broken();
    },
  });
  return { mended: () => Object.defineProperty(d, 'device', { configurable: true, writable: true, value: device }) };
}

test('a model that is whole is done, also where the models cannot be looked at then, and is listed at the next look', async () => {
  await page.act.give(small());
  const { mended } = blind();
  await page.act.start();
  expect(page.standing()).toEqual({ step: 'done', id: 'my-model', name: 'My model', unlisted: told });
  await page.act.list();
  expect(page.standing()).toMatchObject({ step: 'done', unlisted: told });
  // Nothing is held: another import may begin, in another tab too.
  const other = d.openPage();
  await other.act.look();
  expect(other.standing()).toEqual({ step: 'idle' });
  mended();
  await page.act.list();
  expect(page.standing()).toEqual({ step: 'done', id: 'my-model', name: 'My model', unlisted: null });
  const ids = page.models.getState().entries.map(({ record }) => record.id);
  expect(ids).toContain('my-model');
  const listing = page.act.list();
  page.act.dismiss();
  await listing;
  expect(page.standing()).toEqual({ step: 'idle' });
});

test('the end of another tab’s import is told, where the models cannot be looked at then', async () => {
  await page.act.give(small());
  const other = d.openPage();
  await other.act.look();
  expect(other.standing()).toEqual({ step: 'elsewhere' });
  blind();
  await page.act.cancel();
  await expect.poll(() => other.standing()).toEqual({ step: 'failed', error: told });
});

test('an interrupted import that another tab has ended leaves the beginning, or says that the models cannot be looked at', async () => {
  await interrupted();
  const other = d.openPage();
  await other.act.look();
  await other.act.cancel();
  blind();
  await page.act.continue();
  expect(page.standing()).toEqual({ step: 'failed', error: told });
});
