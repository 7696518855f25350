import { Blob as NodeBlob, File as NodeFile } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { breakWrites } from '@/test/broken-storage';
import { openApp } from '@/test/open-app';
import { rows } from '../../rows';
import { SAMPLE_FILES } from '../../samples/files';
import { planOf } from '../../testing/plans';
import { igakuItems, storeDataset, storeRun } from '../testing/stored-runs';

// The blobs of jsdom have no streams.
beforeEach(() => {
  vi.stubGlobal('Blob', NodeBlob);
  vi.stubGlobal('File', NodeFile);
  return () => vi.unstubAllGlobals();
});

const QUESTION = `${JSON.stringify({ problem_id: '118A1', problem_text: '骨はどれか。', choices: ['骨', '爪'], text_only: true, answer: ['a'] })}\n`;

/** What lies under datasets/ beside the page; everything else is missing. */
function layBeside(text: string) {
  const file = {
    path: '118-A.jsonl',
    bytes: Buffer.byteLength(QUESTION),
    sha256: createHash('sha256').update(QUESTION).digest('hex'),
  };
  const set = {
    folder: 'igakuqa',
    id: 'a'.repeat(64),
    kind: 'igakuqa',
    name: 'IgakuQA 2024 A',
    items: 1,
    licence: 'CC BY-SA 4.0',
    files: [file],
  };
  const answers: Record<string, string> = {
    'datasets/index.json': JSON.stringify({ format: 1, datasets: [set] }),
    'datasets/igakuqa/118-A.jsonl': text,
  };
  vi.stubGlobal('fetch', async (url: string | URL) => {
    const found = Object.entries(answers).find(([path]) => String(url).endsWith(`/${path}`));
    return found ? new Response(found[1]) : new Response(null, { status: 404 });
  });
}

const deleteSet = async (name: string) =>
  within(await screen.findByRole('article', { name })).findByRole('button', { name: 'Delete' });

test('a set beside the page is added by one button', async () => {
  layBeside(QUESTION);
  const { user } = await openApp({ at: '#/benchmark' });
  const beside = await screen.findByRole('region', { name: 'Beside this page' });
  expect(within(beside).getByText('1 items · licence: CC BY-SA 4.0')).toBeDefined();
  await user.click(within(beside).getByRole('button', { name: 'Add: IgakuQA 2024 A' }));
  expect(await screen.findByText(/^Added: IgakuQA .*, 1 items$/)).toBeDefined();
  expect((await rows.listDatasets()).map(({ kind }) => kind)).toEqual(['igakuqa']);
});

test('a file beside the page that is not the one listed is named, and not read', async () => {
  layBeside(QUESTION.replace('"a"', '"b"'));
  const { user } = await openApp({ at: '#/benchmark' });
  await user.click(await screen.findByRole('button', { name: 'Add: IgakuQA 2024 A' }));
  expect(await screen.findByText(/^118-A\.jsonl: is not the file that was laid beside the page/)).toBeDefined();
  expect(await rows.listDatasets()).toEqual([]);
});

test('deleting a set that runs refer to says first how many, and can be undone', async () => {
  await storeDataset(igakuItems(2));
  await storeRun({ id: 'run-1', outcomes: '10' });
  await storeRun({ id: 'run-2', outcomes: '1', state: 'paused' });
  const { user } = await openApp({ at: '#/benchmark' });
  await user.click(await deleteSet('Test set'));
  const question = await screen.findByRole('dialog', { name: 'Delete Test set?' });
  expect(question.textContent).toContain('Runs that refer to it: 2.');
  expect(question.textContent).toContain('unable to go on without it: 1.');
  expect(await rows.listDatasets()).toHaveLength(1);
  await user.click(within(question).getByRole('button', { name: 'Delete' }));
  await waitFor(async () => expect(await rows.findDataset(planOf().dataset.id)).toBeUndefined());
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(async () => expect((await rows.itemsOf(planOf().dataset.id))?.items).toHaveLength(2));
  expect(await rows.listRuns()).toHaveLength(2);
});

test('a set without runs is deleted at once', async () => {
  await storeDataset(igakuItems(2));
  const { user } = await openApp({ at: '#/benchmark' });
  await user.click(await deleteSet('Test set'));
  await waitFor(async () => expect(await rows.findDataset(planOf().dataset.id)).toBeUndefined());
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a set that finds no room says so, keeps what came before, and is added by trying again', async () => {
  layBeside(QUESTION);
  const { user } = await openApp({ at: '#/benchmark' });
  const mend = breakWrites('full', ['datasets', 'datasetItems']);
  await user.click(await screen.findByRole('button', { name: 'Add: IgakuQA 2024 A' }));
  const alert = (await screen.findByText('Not everything was added: the data sets could not be saved')).closest(
    '[role=alert]',
  );
  expect(alert!.textContent).toContain("The disk, or the browser's share of it, is full");
  expect(await rows.listDatasets()).toEqual([]);
  mend();
  await user.click(within(alert as HTMLElement).getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText(/^Added: IgakuQA .*, 1 items$/)).toBeDefined();
  expect(await rows.listDatasets()).toHaveLength(1);
});

test('the sample that finds no room says so, waits for nothing, and comes by trying again', async () => {
  vi.stubGlobal('fetch', async (url: string | URL) => {
    const found = SAMPLE_FILES.find((name) => String(url).endsWith(name));
    return found ? new Response(readFileSync(`public/${found}`)) : new Response(null, { status: 404 });
  });
  const mend = breakWrites('full', ['datasets']);
  const { user } = await openApp({ at: '#/benchmark' });
  const said = await screen.findByText('The sample questions could not be saved');
  expect(screen.queryByText('Reading the data sets …')).toBeNull();
  mend();
  await user.click(within(said.closest<HTMLElement>('[role=alert]')!).getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('article', { name: "Hakui's sample questions" })).toBeDefined();
  await waitFor(() => expect(screen.queryByText('The sample questions could not be saved')).toBeNull());
});
