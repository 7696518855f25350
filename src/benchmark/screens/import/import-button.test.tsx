import { Blob as NodeBlob, File as NodeFile } from 'node:buffer';
import { screen, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { breakWrites } from '@/test/broken-storage';
import { openApp } from '@/test/open-app';
import { writeRunFile } from '../../export/run-file';
import { protocolHash } from '../../protocols/protocol-hash';
import { rows } from '../../rows';
import { EVERYTHING, letterProtocol, planOf } from '../../testing/plans';
import type { Run } from '../../types';
import { igakuItems, storeDataset, storeRun } from '../testing/stored-runs';
import { storedRun } from './import-files';

// The blobs of jsdom have no streams.
beforeEach(() => {
  vi.stubGlobal('Blob', NodeBlob);
  vi.stubGlobal('File', NodeFile);
  return () => vi.unstubAllGlobals();
});

const plan = planOf({ dataset: { id: 'd'.repeat(64), kind: 'igakuqa', name: 'Test set' } });

/** A run as another browser would have exported it. */
async function exported(id: string, changes: Partial<Run> = {}): Promise<File> {
  const hash = await protocolHash(letterProtocol);
  const model = {
    ...(await storeRun({ id, outcomes: '10', ...changes })).model!,
    weightsHash: null,
    libraryHash: null,
  };
  const { run, rows: pairs } = (await storedRun(id))!;
  const whole = { ...run, model, plan: { ...run.plan, protocolHash: hash } };
  const file = new File([await writeRunFile(whole, pairs)], `${id}.zip`);
  await rows.deleteRun(id);
  return file;
}

async function openImport(files: File[]) {
  const app = await openApp({ at: '#/benchmark/compare' });
  await app.user.click(await screen.findByRole('button', { name: 'Import runs…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Import runs' });
  await app.user.upload(document.querySelector<HTMLInputElement>('input[type=file]')!, files);
  return { ...app, dialog };
}

test('a run file becomes a run, and the same file is not added twice', async () => {
  const file = await exported('run-7');
  const { user, dialog } = await openImport([file]);
  expect((await within(dialog).findByText('Added:', { exact: false })).textContent).toContain('Hakui tiny');
  await user.upload(document.querySelector<HTMLInputElement>('input[type=file]')!, [file]);
  expect(await within(dialog).findByText('Here already:', { exact: false })).toBeDefined();
  expect(await rows.listRuns()).toMatchObject([{ id: 'run-7', origin: 'imported', done: 2, correct: 1 }]);
});

test('a file that is no run is refused by name, and the others come in', async () => {
  const { dialog } = await openImport([await exported('run-7'), new File(['no archive'], 'holiday.zip')]);
  expect((await within(dialog).findByRole('alert')).textContent).toContain('holiday.zip');
  expect(await rows.listRuns()).toHaveLength(1);
});

test('parts of one run are offered to be merged', async () => {
  const part = (index: number) => ({ plan: { ...plan, selection: { ...EVERYTHING, part: { index, of: 2 } } } });
  const files = [await exported('run-7', part(0)), await exported('run-8', part(1))];
  const { user, dialog } = await openImport(files);
  await user.click(await within(dialog).findByRole('button', { name: 'Merge into one run' }));
  expect(await within(dialog).findByText('Merged:', { exact: false })).toBeDefined();
  expect(await rows.listRuns()).toMatchObject([{ origin: 'merged' }]);
});

test('predictions of others are scored against the data set chosen, and what they lack is told', async () => {
  await storeDataset(igakuItems(3));
  const lines = ['{"problem_id":"item-0","prediction":"b"}', '{"problem_id":"nowhere","prediction":"a"}'];
  const { user, dialog } = await openImport([new File([lines.join('\n')], 'gpt.jsonl')]);
  await user.selectOptions(
    await within(dialog).findByRole('combobox', { name: 'Items without a prediction' }),
    'count as wrong',
  );
  await user.click(within(dialog).getByRole('button', { name: 'Score' }));
  expect(await within(dialog).findByText(/^3 items scored. Without a prediction: 2/)).toBeDefined();
  expect(dialog.textContent).toContain('gpt.jsonl, line 2: there is no item nowhere');
  expect(await rows.listRuns()).toMatchObject([{ origin: 'predictions', modelId: 'gpt', total: 3, correct: 1 }]);
});

test('a mistake in predictions is told with file and line', async () => {
  await storeDataset(igakuItems(3));
  const { user, dialog } = await openImport([
    new File(['{"problem_id":"item-0","prediction":"b"}\n{oops'], 'gpt.jsonl'),
  ]);
  await user.click(await within(dialog).findByRole('button', { name: 'Score' }));
  expect((await within(dialog).findByRole('alert')).textContent).toMatch(/gpt\.jsonl.*2/);
  expect(await rows.listRuns()).toHaveLength(0);
});

test('runs that find no room say so, whole or not at all, and come in by trying again', async () => {
  const files = [await exported('run-7'), await exported('run-8')];
  const mend = breakWrites('full', ['transcripts']);
  const { user, dialog } = await openImport(files);
  const alert = await within(dialog).findByRole('alert');
  expect(alert.textContent).toContain('Not everything was imported: the runs could not be saved');
  expect(await rows.listRuns()).toEqual([]);
  mend();
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  expect((await within(dialog).findAllByText('Added:', { exact: false })).length).toBeGreaterThan(0);
  expect(await rows.listRuns()).toHaveLength(2);
});
