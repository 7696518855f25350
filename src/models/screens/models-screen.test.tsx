import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { EngineError } from '@/engine/errors';
import { noWebGpu, processor } from '@/test/devices';
import { prepared, SMOLLM2 } from '@/test/models';
import { type OpenApp, openApp } from '@/test/open-app';
import type { Fidelity } from '../../../model-config/models/fidelity.ts';
import { createArtifactStore } from '../storage/artifact-store';
import { MemoryDirectory } from '../storage/testing/memory-directory';
import {
  type RunTask,
  type Task,
  TaskError,
  type TaskFailure,
  type TaskProgress,
  type TaskResult,
} from '../tasks/task';

const at = '#/models';
const shelf = (name: string) => screen.findByRole('region', { name });
const card = (name: string) => screen.findByRole('article', { name });

test('a model that can be added shows the exact command', async () => {
  await openApp({ at, models: { readPrepared: async () => prepared(SMOLLM2), hub: false } });
  const addable = await shelf('Can be added');
  expect(within(addable).getByText('npm run models -- add qwen2.5-coder-1.5b-instruct')).toBeDefined();
});

test('a prepared model says how much of it 4 bits left, and what that means', async () => {
  const { user } = await openApp({ at, models: { readPrepared: async () => measuredBy(fidelity) } });
  const smollm = within(await card('SmolLM2 135M Instruct'));
  expect(smollm.getByText('89 of 100 next tokens as in the original; KL 0.042')).toBeDefined();
  await user.click(smollm.getByText('What this means'));
  expect(smollm.getByText('日本語: 50 of 100, KL 0.1')).toBeDefined();
  expect(smollm.getByText('English: 99 of 100, KL 0.00012')).toBeDefined();
  expect(smollm.getByText(/^Of 20 exam questions .*, 17 get the same letter/)).toBeDefined();
  expect(smollm.getByText(/change least on a calibration text.*on 3,809 tokens/)).toBeDefined();
});

test('a model that was rounded without calibration says that this was not measured', async () => {
  await openApp({ at, models: { readPrepared: async () => measuredBy(undefined) } });
  expect(within(await card('SmolLM2 135M Instruct')).getByText(/without a calibration text/)).toBeDefined();
});

const figures = { tokens: 3809, meanKl: 0.0419, p99Kl: 0.3, sameToken: 0.893, letters: null };
const fidelity: Fidelity = {
  heldOut: 'e'.repeat(64),
  all: { ...figures, letters: { questions: 20, same: 17, meanKl: 0.01 } },
  parts: [
    { ...figures, language: 'ja', kind: 'prose', tokens: 10, meanKl: 0.2, sameToken: 0.2 },
    { ...figures, language: 'ja', kind: 'exam', tokens: 30, meanKl: 0.0667, sameToken: 0.6 },
    { ...figures, language: 'en', kind: 'prose', tokens: 3769, meanKl: 0.000123, sameToken: 0.999 },
  ],
};

function measuredBy(measured: Fidelity | undefined) {
  const { manifests, problems } = prepared(SMOLLM2);
  const weights = { rule: measured ? ('calibrated' as const) : ('searched' as const), calibration: null };
  const manifest = { ...manifests.get(SMOLLM2)!, weights, ...(measured && { fidelity: measured }) };
  return { manifests: new Map([[SMOLLM2, manifest]]), problems };
}

test('a published model can be downloaded where the build may reach its publisher', async () => {
  const { engine, user } = await openApp({ at, model: null, models: { readPrepared: async () => prepared() } });
  const qwen = within(await shelf('Can be added')).getByRole('article', { name: 'Qwen2 7B Instruct' });
  await user.click(within(qwen).getByRole('button', { name: 'Download and load' }));
  await waitFor(() => expect(engine.status).toMatchObject({ state: 'loading', modelId: 'qwen2-7b-instruct' }));
});

test('a model that cannot run here says why', async () => {
  await openApp({ at, models: { describeDevice: async () => processor } });
  const cannot = await shelf("Can't run on this device");
  expect(within(cannot).getAllByText(/needs a GPU; on this device the CPU/).length).toBeGreaterThan(0);
});

test('without WebGPU every model says so', async () => {
  await openApp({ at, model: null, models: { describeDevice: async () => noWebGpu } });
  const cannot = await shelf("Can't run on this device");
  const cards = within(cannot).getAllByRole('article');
  for (const each of cards) expect(each.textContent).toContain('no WebGPU');
});

test('a load shows how far it is and how long it takes, and can be cancelled', async () => {
  const { engine, user } = await openApp({ at, model: null });
  const smollm = await card('SmolLM2 135M Instruct');
  await user.click(within(smollm).getByRole('button', { name: 'Load' }));
  await waitFor(() => expect(engine.status.state).toBe('loading'));
  engine.progress({
    phase: 'downloading',
    loadedBytes: 45_000_000,
    totalBytes: 90_000_000,
    fraction: 0.5,
    secondsLeft: 120,
  });
  expect(await within(smollm).findByText('Downloading and verifying')).toBeDefined();
  expect(smollm.textContent).toMatch(/50%.*45 MB of 90 MB.*about 2 minutes left/);
  expect(within(smollm).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50');
  await user.click(within(smollm).getByRole('button', { name: 'Cancel' }));
  expect(await within(smollm).findByRole('button', { name: 'Load' })).toBeDefined();
  expect(engine.status.state).toBe('idle');
});

test('a loaded model can be unloaded', async () => {
  const { engine, user } = await openApp({ at });
  engine.finishLoad();
  const smollm = await card('SmolLM2 135M Instruct');
  await user.click(await within(smollm).findByRole('button', { name: 'Unload' }));
  expect(await within(smollm).findByRole('button', { name: 'Load' })).toBeDefined();
});

test('what a load failed with stands on the card of that model', async () => {
  const { engine } = await openApp({ at });
  engine.failLoad(new EngineError('wrong-hash', { url: 'http://localhost/x.bin', expected: 'a', actual: 'b' }));
  const smollm = await card('SmolLM2 135M Instruct');
  const alert = await within(smollm).findByRole('alert');
  expect(alert.textContent).toContain('damaged');
  expect(alert.textContent).toContain('x.bin');
});

test('the test fixture is marked and stands last on its shelf', async () => {
  await openApp({ at, models: { readPrepared: async () => prepared('hakui-tiny', SMOLLM2) } });
  const cards = within(await shelf('Here')).getAllByRole('article');
  expect(cards.at(-1)?.textContent).toContain('Test fixture');
});

test('another model is chosen from the menu of a chat', async () => {
  const { engine, models, user } = await openApp();
  engine.finishLoad();
  await user.click(await screen.findByRole('button', { name: 'Model: SmolLM2 135M Instruct' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Qwen2.5 Coder 1.5B Instruct' }));
  await waitFor(() => expect(models.getState().engine).toMatchObject({ modelId: 'qwen2.5-coder-1.5b-instruct' }));
});

/** A model of which this browser has one file, laid down as a download would. */
async function withStoredFile(models: OpenApp['models'], name: string): Promise<void> {
  const { availability } = models.getState().entries.find(({ record }) => record.name === name)!;
  if (availability.state !== 'ready') throw new Error('not ready');
  const [file] = availability.artifacts.files;
  const writer = await artifacts.create(file!);
  await writer.write(new Uint8Array([1]));
  await writer.close(null);
  await models.getState().examine();
}

const disk = new MemoryDirectory();
const artifacts = createArtifactStore(
  async () => disk.handle,
  async () => ({ quota: 1e9, usage: 0 }),
);
beforeEach(() => disk.folders.clear());

/** Work on files that the test speaks for. */
function taskOfTest() {
  const work: { task: Task; progress: (report: TaskProgress) => void; end: (result: TaskResult) => void }[] = [];
  const failed: ((failure: TaskFailure) => void)[] = [];
  const runTask: RunTask = (task, progress, signal) =>
    new Promise((end, reject) => {
      signal.addEventListener('abort', () => reject(new TaskError({ code: 'cancelled', details: {} })));
      failed.push((failure) => reject(new TaskError(failure)));
      work.push({ task, progress, end });
    });
  return { runTask, work, failed };
}

async function menuOf(name: string, user: OpenApp['user'], item: string): Promise<HTMLElement> {
  const its = await card(name);
  await user.click(within(its).getByRole('button', { name: `More for ${name}` }));
  await user.click(await screen.findByRole('menuitem', { name: item }));
  return its;
}

const SMOLLM = 'SmolLM2 135M Instruct';

test('a card says where the model is, what memory is for, and what this device has of what it needs', async () => {
  await openApp({ at, model: null });
  const smollm = await card(SMOLLM);
  expect(smollm.textContent).toMatch(/Beside the page: \d+ kB\. Needs the server/);
  expect(smollm.textContent).toMatch(/Of the memory: weights \d+ MB \+ context \d+ MB \+ working space \d+ MB/);
  const needs = within(smollm).getByRole('table', { name: 'What it needs', hidden: true });
  expect(needs.textContent).toMatch(/shader-f16\)AvailableAvailableEnough/);
  expect(needs.textContent).toMatch(/MemoryNeeded|Memory\d+ MBThe browser does not sayCannot be told/);
});

test('a download without a load shows how far it is and is cancelled', async () => {
  const { runTask, work } = taskOfTest();
  const { user, engine } = await openApp({ at, model: null, models: { runTask } });
  const smollm = await menuOf(SMOLLM, user, 'Download to this browser');
  await waitFor(() => expect(work[0]?.task.kind).toBe('download'));
  work[0]!.progress({ step: 'fetching', loadedBytes: 20e6, totalBytes: 80e6, secondsLeft: 30 });
  expect((await within(smollm).findByText('25%')).textContent).toBe('25%');
  expect(smollm.textContent).toContain('20 MB of 80 MB · about 30 seconds left');
  expect(within(smollm).queryByRole('button', { name: 'Load' })).toBeNull();
  await user.click(within(smollm).getByRole('button', { name: 'Cancel' }));
  expect(await within(smollm).findByRole('button', { name: 'Load' })).toBeDefined();
  expect(engine.status.state).toBe('idle');
});

test('what verifying found is named file by file, and repairing is the one thing to do', async () => {
  const { runTask, work } = taskOfTest();
  const { user, models } = await openApp({ at, model: null, models: { runTask, artifacts } });
  await withStoredFile(models, SMOLLM);
  const smollm = await menuOf(SMOLLM, user, 'Verify the files');
  await waitFor(() => expect(work).toHaveLength(1));
  work[0]!.end({
    kind: 'verify',
    files: [
      { path: 'resolve/q4f16_1/tokenizer.json', bytes: 1_000, state: 'right' },
      { path: 'resolve/q4f16_1/params_shard_3.bin', bytes: 33_000_000, state: 'wrong' },
    ],
  });
  const result = await within(smollm).findByRole('status');
  expect(result.textContent).toContain('Damaged or missing: 1');
  expect(result.textContent).toContain('params_shard_3.bin (33 MB) damaged');
  expect(result.textContent).not.toContain('tokenizer.json');
  expect(within(smollm).queryByRole('button', { name: 'Load' })).toBeNull();
  await user.click(within(smollm).getByRole('button', { name: 'Repair' }));
  await waitFor(() =>
    expect(work[1]?.task).toMatchObject({ kind: 'repair', bad: ['resolve/q4f16_1/params_shard_3.bin'] }),
  );
  work[1]!.end({ kind: 'repair', repaired: ['resolve/q4f16_1/params_shard_3.bin'] });
  expect(await within(smollm).findByText('Repaired: 1')).toBeDefined();
});

test('a task that fails says what happened and what to do', async () => {
  const { runTask, failed } = taskOfTest();
  const { user } = await openApp({ at, model: null, models: { runTask } });
  const smollm = await menuOf(SMOLLM, user, 'Download to this browser');
  await waitFor(() => expect(failed).toHaveLength(1));
  failed[0]!({ code: 'storage-full', details: { neededBytes: 5e9, freeBytes: 1e9 } });
  const alert = await within(smollm).findByRole('alert');
  expect(alert.textContent).toContain("The browser's storage is full (5 GB more needed)");
});

test('where the browser cannot write into folders, copying says so', async () => {
  const { user, models } = await openApp({ at, model: null, models: { artifacts } });
  await withStoredFile(models, SMOLLM);
  const smollm = await menuOf(SMOLLM, user, 'Copy to a folder');
  expect((await within(smollm).findByRole('alert')).textContent).toContain('cannot write into folders');
});

test('deleting asks first, says what that frees and how to have it again', async () => {
  const { user, models } = await openApp({ at, model: null, models: { artifacts } });
  await withStoredFile(models, SMOLLM);
  const smollm = await menuOf(SMOLLM, user, 'Delete from this browser');
  const dialog = await screen.findByRole('dialog', { name: `Delete ${SMOLLM} from this browser?` });
  expect(dialog.textContent).toContain('Frees 1 byte.');
  expect(dialog.textContent).toContain('It stays beside the page');
  await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(smollm.textContent).not.toContain('in this browser'));
  expect(await artifacts.addresses()).toEqual([]);
});

test('the storage bar tells what is used and asks the browser to keep it', async () => {
  const { user } = await openApp({ at, model: null });
  const bar = await shelf('Storage of this browser');
  expect(bar.textContent).toContain('Models 0 bytes, other data 90 MB, free 9.9 GB of 10 GB.');
  await user.click(within(bar).getByRole('button', { name: 'Ask the browser to keep it' }));
  expect(await within(bar).findByText('The browser agreed to keep it.')).toBeDefined();
});

test('the licence of a model is asked once, by keyboard too; not now leaves all as it was', async () => {
  const tiny = { readPrepared: async () => prepared('hakui-tiny') };
  const { engine, user } = await openApp({ at, model: null, licencesAccepted: false, models: tiny });
  const load = () => screen.getByRole('button', { name: 'Load' });
  await card('Hakui tiny');
  await user.click(load());
  const dialog = await screen.findByRole('dialog', { name: 'Before you use Hakui tiny' });
  expect(dialog.textContent).toContain('Its answers mean nothing');
  expect(dialog.textContent).toContain('Research only');
  expect(dialog.textContent).toContain('LicenseRef-Hakui-Fixture-NC');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(engine.status.state).toBe('idle');

  await user.click(load());
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Accept' }));
  await waitFor(() => expect(engine.status).toMatchObject({ state: 'loading', modelId: 'hakui-tiny' }));
  await user.click(within(await card('Hakui tiny')).getByRole('button', { name: 'Cancel' }));
  await user.click(load());
  await waitFor(() => expect(engine.status.state).toBe('loading'));
  expect(screen.queryByRole('dialog')).toBeNull();
});
