import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openApp } from '@/test/open-app';
import { planOf, runModel } from '../../testing/plans';
import { storeRun } from '../testing/stored-runs';

const at = '#/benchmark/compare?runs=run-1,run-2';
const pair = () => screen.findByRole('region', { name: 'B against A' });
const fourWays = async (panel: HTMLElement) => {
  const table = await within(panel).findByRole('table', { name: 'Right in which' });
  return within(table)
    .getAllByRole('row')
    .map((row) => row.textContent);
};

test('the difference comes first, in plain words with its interval and p', async () => {
  await storeRun({ outcomes: '1'.repeat(10) + '0'.repeat(30) });
  await storeRun({
    id: 'run-2',
    outcomes: '1'.repeat(30) + '0'.repeat(10),
    plan: planOf({ protocolHash: 'q'.repeat(64) }),
  });
  await openApp({ at });
  const panel = await pair();
  expect(await within(panel).findByText('B answered 50.0 points more right than A')).toBeDefined();
  expect(panel.textContent).toMatch(/95% interval \+\d+\.\d to \+\d+\.\d points\. Chance alone hardly explains this/);
  expect(panel.textContent).toContain('p < 0.001');
  expect(panel.textContent).toContain('how it was asked, not from the model');
});

test('a small difference could be chance, and each flip opens in its run', async () => {
  await storeRun({ outcomes: '110' });
  await storeRun({ id: 'run-2', outcomes: '101' });
  await openApp({ at });
  const panel = await pair();
  expect(await within(panel).findByText(/could be chance \(exact McNemar test, p = 1\)/)).toBeDefined();
  expect(await fourWays(panel)).toEqual(['both1', 'only A1', 'only B1', 'neither0']);
  const link = within(panel).getByRole('link', { name: 'Open item-1 in B' });
  expect(link.getAttribute('href')).toBe('#/benchmark/runs/run-2?item=item-1');
});

test('Japanese against English of one data set is called by the languages', async () => {
  await storeRun({ outcomes: '110' });
  await storeRun({ id: 'run-2', outcomes: '101', plan: planOf({ language: 'en' }) });
  await openApp({ at });
  expect(await fourWays(await pair())).toEqual(['both1', 'only Japanese1', 'only English1', 'neither0']);
});

test('of a run and its repetition the outputs that changed are listed', async () => {
  await storeRun({ outcomes: '110', output: (index) => `said ${index}` });
  await storeRun({ id: 'run-2', outcomes: '110', output: (index) => (index === 2 ? 'other' : `said ${index}`) });
  await openApp({ at });
  const panel = await pair();
  expect(await within(panel).findByText('1 of 3 outputs changed.')).toBeDefined();
  expect(within(panel).getByRole('link', { name: 'item-2' }).getAttribute('href')).toContain('run-2?item=item-2');
});

test('another model is called another model, and no outputs are compared', async () => {
  await storeRun({ outcomes: '110' });
  await storeRun({
    id: 'run-2',
    outcomes: '110',
    modelId: 'other',
    model: { ...runModel, id: 'other', name: 'Other' },
  });
  await openApp({ at });
  const panel = await pair();
  expect(await within(panel).findByText('Model or its quantization')).toBeDefined();
  expect(within(panel).queryByText(/outputs/)).toBeNull();
});

test('runs are chosen here, and any number is held against the first', async () => {
  await storeRun({ outcomes: '110' });
  await storeRun({ id: 'run-2', outcomes: '100' });
  await storeRun({ id: 'run-3', outcomes: '111' });
  const { user } = await openApp({ at: '#/benchmark/compare?runs=run-1' });
  expect(await screen.findByText('Choose two runs or more.')).toBeDefined();
  await user.selectOptions(screen.getByRole('combobox', { name: 'B: held against it' }), 'run-2');
  await user.selectOptions(await screen.findByRole('combobox', { name: 'C: held against it' }), 'run-3');
  expect(await screen.findByRole('region', { name: 'C against A' })).toBeDefined();
  await waitFor(() => expect(window.location.hash).toBe('#/benchmark/compare?runs=run-1%2Crun-2%2Crun-3'));
});
