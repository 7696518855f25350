import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { planOf } from '@/benchmark/testing/plans';
import { readAudit } from '@/db/audit';
import { db, HakuiDatabase } from '@/db/schema';
import { erasing } from '@/privacy/erasing';
import { breakWrites } from '@/test/broken-storage';
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

describe('a disk that cannot be read when the page is opened', () => {
  const failing = (times: number) => {
    const getAll = IDBObjectStore.prototype.getAll;
    let left = times;
    return vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(function (this: IDBObjectStore, ...given) {
      if (this.name === 'messages' && left-- > 0) throw new DOMException('The disk is gone.', 'UnknownError');
      return getAll.apply(this, given);
    });
  };
  afterEach(() => vi.restoreAllMocks());

  it('is tried again', async () => {
    const reading = failing(1);
    const { vault } = await openApp({ at: '#/privacy', model: null });
    expect(reading).toHaveBeenCalled();
    expect(vault!.getState().state).toBe('none');
  });

  it('does not pass for a vault', async () => {
    failing(Number.POSITIVE_INFINITY);
    await expect(openApp({ model: null })).rejects.toMatchObject({ name: 'StorageError', code: 'failed' });
  });
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

function turnTo(hash: string): void {
  act(() => {
    window.location.hash = hash;
  });
}

describe('on a disk that fails', () => {
  const FULL = /^The disk, or the browser's share of it, is full\. Free space/;
  let mend = () => {};
  afterEach(() => mend());

  async function filled(): Promise<OpenApp> {
    const app = await openApp({ at: '#/privacy', model: null });
    await db.conversations.add({ id: 'x', title: 'kept', createdAt: 1, updatedAt: 1, leafId: null });
    return app;
  }

  it('is not made, says why, keeps all rows as they were, and is made once there is room', async () => {
    const { user, vault } = await filled();
    mend = breakWrites('full', ['vault', 'conversations']);
    await user.click(await screen.findByRole('button', { name: 'Set a passphrase…' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByLabelText('New passphrase'), PASSPHRASE);
    await user.type(within(dialog).getByLabelText('The same once more'), PASSPHRASE);
    await user.click(within(dialog).getByRole('checkbox'));
    await user.click(within(dialog).getByRole('button', { name: 'Encrypt' }));
    expect((await within(dialog).findByRole('alert')).textContent).toMatch(FULL);
    expect(vault!.getState().state).toBe('none');
    expect(await db.conversations.toArray()).toMatchObject([{ title: 'kept' }]);
    mend();
    await user.click(within(dialog).getByRole('button', { name: 'Encrypt' }));
    await waitFor(() => expect(vault!.getState().state).toBe('open'));
  });

  it('keeps its passphrase where the new one cannot be written', async () => {
    const app = await filled();
    const { user, vault } = app;
    await makeVault(app);
    mend = breakWrites('full', ['vault']);
    await user.click(screen.getByRole('button', { name: 'Change the passphrase…' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByLabelText('Present passphrase'), PASSPHRASE);
    await user.type(within(dialog).getByLabelText('New passphrase'), 'three other words');
    await user.type(within(dialog).getByLabelText('The same once more'), 'three other words');
    await user.click(within(dialog).getByRole('button', { name: 'Change' }));
    expect((await within(dialog).findByRole('alert')).textContent).toMatch(FULL);
    mend();
    vault!.getState().lock();
    await vault!.getState().unlock(PASSPHRASE);
    expect(await db.conversations.toArray()).toMatchObject([{ title: 'kept' }]);
  });

  it('stays where its rows cannot be opened for good, each still sealed', async () => {
    const app = await filled();
    const { user, vault } = app;
    await makeVault(app);
    mend = breakWrites('full', ['conversations']);
    await user.click(screen.getByRole('button', { name: 'Remove the vault…' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByLabelText('Present passphrase'), PASSPHRASE);
    await user.click(within(dialog).getByRole('button', { name: 'Decrypt everything' }));
    expect((await within(dialog).findByRole('alert')).textContent).toMatch(FULL);
    expect(vault!.getState().state).toBe('open');
    expect(await db.conversations.toArray()).toMatchObject([{ title: 'kept' }]);
    mend();
    await user.click(within(dialog).getByRole('button', { name: 'Decrypt everything' }));
    await waitFor(() => expect(vault!.getState().state).toBe('none'));
    expect(await db.conversations.toArray()).toMatchObject([{ title: 'kept' }]);
  });

  it('that cannot be read keeps what was typed, and opens once it can', async () => {
    const app = await filled();
    const { user, vault } = app;
    await makeVault(app);
    act(() => vault!.getState().lock());
    await user.type(await screen.findByLabelText('Passphrase'), PASSPHRASE);
    const { get } = IDBObjectStore.prototype;
    mend = () => Object.assign(IDBObjectStore.prototype, { get });
    IDBObjectStore.prototype.get = function (this: IDBObjectStore, key) {
      if (this.name !== 'vault') return get.call(this, key);
      throw new DOMException('cannot be read', 'UnknownError');
    };
    await user.click(screen.getByRole('button', { name: 'Unlock' }));
    expect((await screen.findByRole('alert')).textContent).toMatch(/^The browser's storage failed\. Try again/);
    mend();
    await user.click(screen.getByRole('button', { name: 'Unlock' }));
    await waitFor(() => expect(vault!.getState().state).toBe('open'));
  });

  it('shows no screen with a row that was damaged, says so, and shows the others', async () => {
    const app = await filled();
    await makeVault(app);
    const raw = new HakuiDatabase(db.name, { sealed: false });
    await raw.conversations.update('x', { sealed: new Uint8Array(40) } as never);
    raw.close();
    const silence = vi.spyOn(console, 'error').mockReturnValue();
    turnTo('#/chat');
    await screen.findByRole('heading', { level: 1, name: 'This screen could not be shown' });
    expect(screen.getByRole('main').textContent).toContain('was changed or damaged on the disk');
    expect(screen.getByRole('main').textContent).toContain('damaged: conversations "x"');
    turnTo('#/models');
    await screen.findByRole('heading', { level: 1, name: 'Models' });
    silence.mockRestore();
  });

  it('that cannot be read says so in place of the screen that needs it', async () => {
    await openApp({ at: '#/privacy', model: null });
    await screen.findByRole('heading', { level: 1, name: 'Privacy' });
    const { getAll, index } = IDBObjectStore.prototype;
    mend = () => Object.assign(IDBObjectStore.prototype, { getAll, index });
    const broken = (work: (this: IDBObjectStore, ...args: never[]) => unknown) =>
      function (this: IDBObjectStore, ...args: never[]) {
        if (this.name === 'runs') throw new DOMException('cannot be read', 'UnknownError');
        return work.apply(this, args);
      };
    Object.assign(IDBObjectStore.prototype, { getAll: broken(getAll as never), index: broken(index as never) });
    const silence = vi.spyOn(console, 'error').mockReturnValue();
    turnTo('#/benchmark');
    await screen.findByRole('heading', { level: 1, name: "The browser's storage failed" });
    expect(screen.getByRole('button', { name: 'Reload' })).toBeDefined();
    silence.mockRestore();
  });
});
