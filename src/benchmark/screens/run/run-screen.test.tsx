import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { openApp } from '@/test/open-app';
import { rows } from '../../rows';
import { planOf, runModel } from '../../testing/plans';
import { igakuItems, storeDataset, storeRun } from '../testing/stored-runs';

const at = '#/benchmark/runs/run-1';
const panel = (name: string) => screen.findByRole('region', { name });

test('the headline figure stands with its interval and count', async () => {
  await storeRun({ outcomes: '1101100110' });
  await openApp({ at });
  const result = await panel('Result');
  expect(result.textContent).toContain('60.0%');
  expect(result.textContent).toMatch(/95% interval 31\.3% to 83\.2% · 6 of 10 items/);
  expect(within(result).getByRole('img', { name: /Official rule 60\.0%/ })).toBeDefined();
});

test('what the figures come from can be read and copied', async () => {
  await storeRun({ outcomes: '10', leftOut: { 'needs-picture': 4 } });
  const { user } = await openApp({ at });
  const provenance = await panel('Where the figures come from');
  await user.click(within(provenance).getByText('All details and hashes'));
  expect(provenance.textContent).toContain(runModel.weightsHash);
  expect(provenance.textContent).toContain(runModel.device);
  expect(provenance.textContent).toContain('4 need a picture');
  await user.click(within(provenance).getByRole('button', { name: 'Copy: Data set, SHA-256' }));
  expect(await navigator.clipboard.readText()).toBe(planOf().dataset.id);
});

test('groups of items stand with candidates beside the model, and with a table behind', async () => {
  await storeDataset(igakuItems(10));
  await storeRun({ outcomes: '1101100110' });
  const { user } = await openApp({ at });
  const groups = await panel('By kind of item');
  expect(within(groups).getByRole('img', { name: /^Accuracy By category: / })).toBeDefined();
  const [first] = within(groups).getAllByText('Figures as a table');
  await user.click(first!);
  const table = within(groups).getByRole('table', { name: 'By category' });
  expect(within(table).getByRole('columnheader', { name: 'Candidates' })).toBeDefined();
});

test('a run whose data set is gone keeps its figures and transcripts', async () => {
  await storeRun({ outcomes: '10' });
  const { user } = await openApp({ at: `${at}?item=item-1` });
  const detail = await screen.findByRole('dialog', { name: 'Item item-1' });
  expect(await within(detail).findByText('prompt 1')).toBeDefined();
  await user.keyboard('{Escape}');
  expect(await screen.findByText(/data set of this run is not in this browser/)).toBeDefined();
});

test('items are filtered by result and searched by what was asked', async () => {
  await storeRun({ outcomes: '1001' });
  const { user } = await openApp({ at });
  const items = await panel('Items');
  const listed = () =>
    within(items)
      .getAllByRole('listitem')
      .map((row) => row.textContent);
  await user.selectOptions(within(items).getByRole('combobox', { name: 'Result' }), 'Wrong (2)');
  expect(listed()).toHaveLength(2);
  await user.type(within(items).getByRole('searchbox'), 'PROMPT 2');
  await waitFor(() => expect(listed()).toHaveLength(1));
  expect(listed()[0]).toContain('item-2');
});

test('j and k walk through the items', async () => {
  await storeRun({ outcomes: '101' });
  const { user } = await openApp({ at });
  await panel('Items');
  await user.keyboard('j');
  expect(await screen.findByRole('dialog', { name: 'Item item-0' })).toBeDefined();
  await user.keyboard('j');
  expect(await screen.findByRole('dialog', { name: 'Item item-1' })).toBeDefined();
  await user.keyboard('k');
  expect(await screen.findByRole('dialog', { name: 'Item item-0' })).toBeDefined();
});

test('an examination whose deciding items were not asked is open', async () => {
  await storeDataset(igakuItems(10));
  await storeRun({ outcomes: '11111' });
  await openApp({ at });
  const exam = await panel('As an examination');
  expect(exam.textContent).toContain('Open');
  expect(exam.textContent).toContain('Items of the data set not asked: 5');
});

test('published figures stand beside on request, with what they are', async () => {
  await storeRun({ outcomes: '10' });
  const { user } = await openApp({ at });
  const result = await panel('Result');
  expect(within(result).queryByText('Qwen2-7B')).toBeNull();
  await user.click(within(result).getByRole('switch', { name: 'Show published figures' }));
  expect(within(result).getAllByText('Qwen2-7B').length).toBeGreaterThan(0);
  expect(result.textContent).toContain('zero-shot');
});

test.each([
  ['model-differs', {}, 'The files of Hakui tiny are not those this run began with'],
  ['context-differs', { began: 4096, loaded: 2048 }, 'Set 4,096 in the settings of this model'],
  ['device-lost', {}, 'GPU'],
  ['of-tomorrow', {}, 'of-tomorrow'],
])('why it stands still is said whole: %s', async (code, details, words) => {
  await storeRun({ outcomes: '10', total: 4, state: 'paused', fault: { code, details } });
  await openApp({ at });
  const [standing] = await screen.findAllByRole('note');
  expect(standing!.textContent).toContain(words);
  expect(standing!.textContent).not.toMatch(/[{}]/);
});

test('a run is asked again under the same plan, and both can be compared', async () => {
  await storeDataset(igakuItems(3));
  await storeRun({ outcomes: '101' });
  const { user } = await openApp({ at });
  await user.click(await screen.findByRole('button', { name: 'Run again' }));
  const link = await screen.findByRole('link', { name: 'Compare both' });
  const runs = await rows.listRuns();
  const again = runs.find(({ id }) => id !== 'run-1')!;
  expect(again.plan).toEqual(planOf());
  expect(link.getAttribute('href')).toBe(`#/benchmark/compare?runs=run-1,${again.id}`);
});

test('a run is saved in the format chosen', async () => {
  URL.createObjectURL = vi.fn(() => 'blob:x');
  URL.revokeObjectURL = vi.fn();
  await storeRun({ outcomes: '101' });
  const { user } = await openApp({ at });
  await user.click(await screen.findByRole('button', { name: 'Export' }));
  const harness = await screen.findByRole('menuitem', { name: /japanese-lm-med-harness/ });
  expect(harness.textContent).toContain('letters were compared');
  await user.click(screen.getByRole('menuitem', { name: /^CSV/ }));
  expect(await screen.findByText(/^Saved: Test-set_ja_test-letter_hakui-tiny_.*\.csv/)).toBeDefined();
});

test('a run that is not here says so', async () => {
  await openApp({ at: '#/benchmark/runs/gone' });
  expect(await screen.findByRole('heading', { name: 'Run not found' })).toBeDefined();
});
