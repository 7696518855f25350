import { Blob as NodeBlob, File as NodeFile } from 'node:buffer';
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { breakWrites } from '@/test/broken-storage';
import { openApp } from '@/test/open-app';
import { rows } from '../../rows';

// The blobs of jsdom have no streams.
beforeEach(() => {
  vi.stubGlobal('Blob', NodeBlob);
  vi.stubGlobal('File', NodeFile);
  return () => vi.unstubAllGlobals();
});

const ODD = [
  'Frage,eins,zwei,drei,Schluessel,Fach',
  'Which is a bone?,Femur,Liver,Lens,Femur,anatomy',
  'Which is a drug?,Coat,Aspirin,Chair,Aspirin,pharmacology',
].join('\n');
const KNOWN = 'id,question,A,B,answer\nW1,Which is worn?,a coat,a tablet,a\n';

const table = (text: string, name = 'odd.csv') => new File([text], name);
const dialogOf = (name: string) => screen.findByRole('dialog', { name: `Which column is what? ${name}` });

async function give(...files: File[]) {
  const app = await openApp({ at: '#/benchmark' });
  await screen.findByRole('button', { name: 'Choose files' });
  await app.user.upload(document.querySelector<HTMLInputElement>('input[type=file]')!, files);
  return app;
}

async function mapOdd(user: Awaited<ReturnType<typeof give>>['user'], dialog: HTMLElement, answer = 'Schluessel') {
  const choose = async (label: string, column: string) =>
    user.selectOptions(within(dialog).getByRole('combobox', { name: label }), column);
  await choose('Question', 'Frage');
  await choose('Option A', 'eins');
  await choose('Option B', 'zwei');
  await choose('Option C', 'drei');
  await choose('Answer', answer);
}

async function storedItems() {
  const [dataset] = (await rows.listDatasets()).filter(({ kind }) => kind === 'generic');
  return dataset && (await rows.itemsOf(dataset.id))?.items;
}

test('a table with headers that say nothing is mapped, shown as it will be asked, and kept', async () => {
  const { user } = await give(table(ODD));
  const dialog = await dialogOf('odd.csv');
  expect(within(dialog).getByText(/^Still to be chosen: the question, the options, the answer$/)).toBeDefined();
  expect(within(dialog).getByRole('button', { name: 'Add' })).toHaveProperty('disabled', true);
  const preview = within(dialog).getByRole('table', { name: 'First rows of odd.csv' });
  expect(within(preview).getByRole('columnheader', { name: 'Schluessel' })).toBeDefined();

  await mapOdd(user, dialog);
  await user.click(within(dialog).getByRole('button', { name: 'More columns' }));
  await user.selectOptions(await within(dialog).findByRole('combobox', { name: 'Category' }), 'Fach');
  expect(await within(dialog).findByText('2 items read.')).toBeDefined();
  const first = within(dialog).getByRole('region', { name: 'The first item as it will be asked: odd-1' });
  expect(within(first).getByText('Which is a bone?')).toBeDefined();
  expect(within(first).getByText('right').closest('li')?.textContent).toBe('AFemurright');

  await user.click(within(dialog).getByRole('button', { name: 'Add' }));
  expect(await screen.findByText('Added: odd, 2 items')).toBeDefined();
  expect(await storedItems()).toMatchObject([
    {
      id: 'odd-1',
      texts: { en: { question: 'Which is a bone?', options: ['Femur', 'Liver', 'Lens'] } },
      gold: { kind: 'all', options: [0] },
      facts: { category: 'anatomy' },
    },
    { id: 'odd-2', gold: { options: [1] } },
  ]);
});

test('a wrong column is told with line and field, and nothing can be added', async () => {
  const { user } = await give(table(ODD));
  const dialog = await dialogOf('odd.csv');
  await mapOdd(user, dialog, 'Fach');
  expect(
    await within(dialog).findByText(/^odd\.csv, line 2: “Fach”: names an option that there is not$/),
  ).toBeDefined();
  expect(within(dialog).getByRole('button', { name: 'Add' })).toHaveProperty('disabled', true);
});

test('known headers are filled in, and a table left out leaves nothing', async () => {
  const { user } = await give(table(KNOWN, 'known.csv'));
  const dialog = await dialogOf('known.csv');
  expect(await within(dialog).findByText('1 items read.')).toBeDefined();
  await user.click(within(dialog).getByRole('button', { name: 'Leave out' }));
  expect(await screen.findByText(/known\.csv \(left out by you\)/)).toBeDefined();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(await storedItems()).toBeUndefined();
});

test('several tables are asked about one after the other', async () => {
  const { user } = await give(table(KNOWN, 'one.csv'), table(KNOWN.replace('worn', 'eaten'), 'two.csv'));
  const one = await dialogOf('one.csv');
  await within(one).findByText('1 items read.');
  await user.click(within(one).getByRole('button', { name: 'Add' }));
  const two = await dialogOf('two.csv');
  await within(two).findByText('1 items read.');
  await user.click(within(two).getByRole('button', { name: 'Add' }));
  expect(await screen.findByText('Added: two, 1 items')).toBeDefined();
  expect(screen.getByText('Added: one, 1 items')).toBeDefined();
});

test('all tables can be left out at once', async () => {
  const { user } = await give(table(KNOWN, 'one.csv'), table(ODD, 'two.csv'));
  await user.click(within(await dialogOf('one.csv')).getByRole('button', { name: 'Leave out all 2' }));
  expect(await screen.findByText(/one\.csv \(left out by you\), two\.csv \(left out by you\)/)).toBeDefined();
});

test('a file without a row that reads is refused at once', async () => {
  await give(table('{oops\n', 'questions.jsonl'));
  expect(await screen.findByText(/^questions\.jsonl, line 1: is not JSON/)).toBeDefined();
});

test('what was chosen stays where there is no room to keep the set, and is kept once there is', async () => {
  const { user } = await give(table(ODD));
  const dialog = await dialogOf('odd.csv');
  await mapOdd(user, dialog);
  await within(dialog).findByText('2 items read.');
  const mend = breakWrites('full', ['datasets', 'datasetItems']);
  await user.click(within(dialog).getByRole('button', { name: 'Add' }));
  const alert = await within(dialog).findByRole('alert');
  expect(alert.textContent).toContain('the data sets could not be saved');
  expect(await storedItems()).toBeUndefined();
  mend();
  await user.click(within(dialog).getByRole('button', { name: 'Add' }));
  expect(await screen.findByText('Added: odd, 2 items')).toBeDefined();
});
