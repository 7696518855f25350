import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { planOf } from '@/benchmark/testing/plans';
import { readAudit } from '@/db/audit';
import { db } from '@/db/schema';
import { erasing } from '@/privacy/erasing';
import { type OpenApp, openApp } from '@/test/open-app';

const PASSPHRASE = 'three plain words';

async function makeVault({ user }: OpenApp): Promise<void> {
  await user.click(await screen.findByRole('button', { name: 'Set a passphrase…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Set a passphrase' });
  await user.type(within(dialog).getByLabelText('New passphrase'), PASSPHRASE);
  await user.type(within(dialog).getByLabelText('The same once more'), PASSPHRASE);
  await user.click(within(dialog).getByRole('checkbox'));
  await user.click(within(dialog).getByRole('button', { name: 'Encrypt' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
}

it('is made only after a good passphrase was typed twice and its loss was said, then locks, refuses and opens', async () => {
  const app = await openApp({ at: '#/privacy', model: null });
  const { user, chat, vault } = app;
  await user.click(await screen.findByRole('button', { name: 'Set a passphrase…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Set a passphrase' });
  const encrypt = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Encrypt' });
  await user.type(within(dialog).getByLabelText('New passphrase'), 'short');
  within(dialog).getByText('Too short');
  await user.type(within(dialog).getByLabelText('New passphrase'), ' and then some');
  await user.type(within(dialog).getByLabelText('The same once more'), 'shirt');
  within(dialog).getByText('The two are not the same.');
  await user.click(within(dialog).getByRole('checkbox'));
  expect(encrypt.disabled).toBe(true);
  await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

  await makeVault(app);
  await screen.findByText(/Vault locks in 10 minutes/);
  chat.getState().draft('', 'a half-typed secret');
  await user.click(screen.getAllByRole('button', { name: 'Lock now' })[0]!);
  await screen.findByRole('heading', { name: 'Hakui is locked' });
  expect(screen.queryByRole('navigation')).toBeNull();
  expect(chat.getState().drafts).toEqual({});
  await expect(db.conversations.add({ id: 'x', title: 'x', createdAt: 1, updatedAt: 1, leafId: null })).rejects.toThrow(
    'locked',
  );

  await user.type(screen.getByLabelText('Passphrase'), 'wrong');
  await user.click(screen.getByRole('button', { name: 'Unlock' }));
  expect((await screen.findByRole('alert')).textContent).toBe('That is not the passphrase.');
  await user.type(screen.getByLabelText('Passphrase'), `${PASSPHRASE}{Enter}`);
  await screen.findByRole('heading', { level: 1, name: 'Privacy' });
  expect(vault!.getState().state).toBe('open');
  const kinds = (await readAudit()).map(({ kind }) => kind);
  expect(kinds.slice(0, 4)).toEqual(['vault-unlocked', 'vault-refused', 'vault-locked', 'vault-made']);
});

it('opened in another tab, with a run in it, shows nothing before the passphrase, in the language that is chosen there', async () => {
  const app = await openApp({ at: '#/privacy', model: null });
  await makeVault(app);
  await app.benchmark.getState().enqueue([{ plan: planOf(), modelId: 'tiny' }]);
  document.body.replaceChildren();
  const { user } = await openApp({ model: null });
  await screen.findByRole('heading', { name: 'Hakui is locked' });
  await user.click(screen.getByRole('radio', { name: '日本語' }));
  await screen.findByRole('heading', { name: 'Hakui は施錠されています' });
  await user.type(screen.getByLabelText('パスフレーズ'), `${PASSPHRASE}{Enter}`);
  await screen.findByRole('textbox', { name: '質問' });
});

it('locks by its key from within a field, and where another tab says so, the screens covered at once', async () => {
  const app = await openApp({ at: '#/privacy', model: null });
  const { user, vault } = app;
  await makeVault(app);
  await user.click(screen.getByRole('button', { name: 'Change the passphrase…' }));
  const field = within(await screen.findByRole('dialog')).getByLabelText('New passphrase');
  fireEvent.keyDown(field, { code: 'F12', ctrlKey: true });
  expect(vault!.getState().state).toBe('open');
  act(() => void fireEvent.keyDown(field, { code: 'F12', ctrlKey: true, shiftKey: true }));
  await screen.findByRole('heading', { name: 'Hakui is locked' });

  await user.type(screen.getByLabelText('Passphrase'), `${PASSPHRASE}{Enter}`);
  await screen.findByRole('heading', { level: 1, name: 'Privacy' });
  const other = new BroadcastChannel('hakui-tabs');
  other.postMessage({ kind: 'vault-locked' });
  other.close();
  await screen.findByRole('heading', { name: 'Hakui is locked' });
  expect(screen.queryByRole('navigation')).toBeNull();
});

it('is not made once everything is being deleted', async () => {
  const { vault } = await openApp({ at: '#/privacy', model: null });
  erasing.setState({ where: 'elsewhere' });
  try {
    await expect(vault!.getState().make(PASSPHRASE)).rejects.toMatchObject({ code: 'elsewhere' });
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('hakui-sealing');
  } finally {
    erasing.setState({ where: null });
  }
});

it('changes its passphrase and can be removed again', async () => {
  const app = await openApp({ at: '#/privacy', model: null });
  const { user, vault } = app;
  await makeVault(app);
  await user.click(screen.getByRole('button', { name: 'Change the passphrase…' }));
  let dialog = await screen.findByRole('dialog', { name: 'Change the passphrase' });
  await user.type(within(dialog).getByLabelText('Present passphrase'), PASSPHRASE);
  await user.type(within(dialog).getByLabelText('New passphrase'), 'four other plain words');
  await user.type(within(dialog).getByLabelText('The same once more'), 'four other plain words');
  await user.click(within(dialog).getByRole('button', { name: 'Change' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await user.click(screen.getByRole('button', { name: 'Remove the vault…' }));
  dialog = await screen.findByRole('dialog', { name: 'Remove the vault' });
  await user.type(within(dialog).getByLabelText('Present passphrase'), PASSPHRASE);
  await user.click(within(dialog).getByRole('button', { name: 'Decrypt everything' }));
  expect((await within(dialog).findByRole('alert')).textContent).toBe('That is not the passphrase.');
  await user.clear(within(dialog).getByLabelText('Present passphrase'));
  await user.type(within(dialog).getByLabelText('Present passphrase'), 'four other plain words{Enter}');
  await screen.findByRole('button', { name: 'Set a passphrase…' });
  expect(vault!.getState().state).toBe('none');
});
