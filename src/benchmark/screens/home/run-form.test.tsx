import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SMOLLM2 } from '@/test/models';
import { openApp } from '@/test/open-app';
import { protocols } from '../../protocols/catalog';
import { planOf } from '../../testing/plans';
import { igakuItems, storeDataset, storeRun } from '../testing/stored-runs';

const [letter, reasoned] = protocols;
const other = { ...planOf().dataset, id: 'o'.repeat(64), name: 'Another set' };

test('the form begins with what was run last', async () => {
  await storeDataset(igakuItems(4), other);
  await storeDataset(igakuItems(4));
  await storeRun({ outcomes: '10', plan: planOf({ protocol: reasoned! }) });
  await openApp({ at: '#/benchmark' });
  const protocol = await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Protocol' });
  expect(protocol.selectedOptions[0]!.text).toBe(reasoned!.name.en);
  const dataset = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Data set' });
  expect(dataset.selectedOptions[0]!.text).toBe('Test set');
});

test('a data set that was added since the last run is what comes next', async () => {
  await storeDataset(igakuItems(4));
  await storeDataset(igakuItems(4), other, Date.UTC(2026, 11, 1));
  await storeRun({ outcomes: '10' });
  await openApp({ at: '#/benchmark' });
  const dataset = await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Data set' });
  expect(dataset.selectedOptions[0]!.text).toBe('Another set');
});

test('the time is told by the pace of an earlier run of this model and protocol, and else not at all', async () => {
  await storeDataset(igakuItems(20));
  // 0.2 seconds an item.
  await storeRun({ outcomes: '1010', plan: planOf({ protocol: letter! }), modelId: SMOLLM2 });
  const { user } = await openApp({ at: '#/benchmark' });
  await waitFor(() => expect(document.body.textContent).toContain('20 items · about 4 seconds'));
  await user.selectOptions(screen.getByRole('combobox', { name: 'Protocol' }), reasoned!.name.en);
  await waitFor(() => expect(document.body.textContent).not.toContain('about'));
});
