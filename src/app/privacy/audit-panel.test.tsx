import { screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { readAudit, writeAudit } from '@/db/audit';
import { openApp } from '@/test/open-app';
import { saveFile } from '@/ui/save-file';
import { auditCsv } from './audit-csv';

vi.mock('@/ui/save-file');

const log = () => screen.findByRole('region', { name: 'Access log' });

it('shows what was done, newest first, and saves it whole', async () => {
  await writeAudit('model-deleted', 'a-model');
  for (let i = 0; i < 60; i += 1) await writeAudit('vault-refused');
  const { user } = await openApp({ at: '#/privacy', model: null });
  await within(await log()).findByText('Page 1 of 2');
  expect(within(await log()).queryByText('a-model')).toBeNull();
  await user.click(within(await log()).getByRole('button', { name: 'Next page' }));
  within(await log()).getByRole('row', { name: /Model deleted a-model$/ });
  await user.click(within(await log()).getByRole('button', { name: 'Save as CSV' }));
  const [name, blob] = vi.mocked(saveFile).mock.calls[0]!;
  expect(name).toBe('hakui-access-log.csv');
  expect((await blob.text()).split('\r\n')).toHaveLength(63);
  await user.click(within(await log()).getByRole('button', { name: 'Previous page' }));
  await within(await log()).findByText('Saved to a file');
});

it('has an entry for a model once it is loaded', async () => {
  const loaded = async () => (await readAudit()).filter(({ kind }) => kind === 'model-loaded').length;
  const before = await loaded();
  const { engine } = await openApp();
  await vi.waitFor(() => expect(engine.status.state).toBe('loading'), 15_000);
  expect(await loaded()).toBe(before);
  engine.finishLoad();
  await vi.waitFor(async () => expect(await loaded()).toBe(before + 1), 15_000);
});

it('a subject with a comma or a quotation mark stays one field', () => {
  const csv = auditCsv([{ id: 3, at: 0, kind: 'exported', subject: 'run, "csv"' }]);
  expect(csv).toBe('number,time,event,subject\r\n3,1970-01-01T00:00:00.000Z,exported,"run, ""csv"""\r\n');
});
