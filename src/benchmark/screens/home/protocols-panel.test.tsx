import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { openApp } from '@/test/open-app';
import { saveFile } from '@/ui/save-file';
import { protocolHash } from '../../protocols/protocol-hash';
import { type AddedProtocol, rows } from '../../rows';
import { letterProtocol } from '../../testing/plans';
import { igakuItems, storeDataset } from '../testing/stored-runs';

vi.mock('@/ui/save-file');

async function add(description: string): Promise<AddedProtocol> {
  const protocol = { ...letterProtocol, name: { ja: '自作', en: 'My own' }, description: { ja: '', en: description } };
  const added = { hash: await protocolHash(protocol), protocol };
  await rows.addProtocols([added]);
  return added;
}

test('a protocol from a file is deleted at once, and brought back', async () => {
  const { hash } = await add('short');
  const { user } = await openApp({ at: '#/benchmark' });
  await user.click(await screen.findByRole('button', { name: 'Delete: My own' }));
  await waitFor(async () => expect(await rows.listProtocols()).toEqual([]));
  await waitFor(() => expect(screen.queryByRole('article', { name: 'My own' })).toBeNull());
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(async () => expect((await rows.listProtocols()).map((each) => each.hash)).toEqual([hash]));
});

test('what is saved is the protocol, and can be dropped again', async () => {
  const { protocol } = await add('short');
  const { user } = await openApp({ at: '#/benchmark' });
  await user.click(await screen.findByRole('button', { name: 'Save as a file: My own' }));
  const [name, blob] = vi.mocked(saveFile).mock.lastCall!;
  expect(name).toBe('test-letter-1.json');
  expect(JSON.parse(await blob.text())).toEqual(protocol);
});

test('two of one name and version are told apart, and either can be chosen', async () => {
  await storeDataset(igakuItems(2));
  const both = [await add('the one'), await add('the other')];
  const { user } = await openApp({ at: '#/benchmark' });
  const select = await screen.findByRole('combobox', { name: 'Protocol' });
  for (const { hash, protocol } of both) {
    await user.selectOptions(select, within(select).getByRole('option', { name: `My own (${hash.slice(0, 7)})` }));
    const form = screen.getByRole('region', { name: 'New run' });
    expect(within(form).getByText(protocol.description.en)).toBeDefined();
  }
});

test('ours are saved, never deleted', async () => {
  await openApp({ at: '#/benchmark' });
  const row = await screen.findByRole('article', { name: 'Letter' });
  expect(within(row).getByRole('button', { name: 'Save as a file: Letter' })).toBeDefined();
  expect(within(row).queryByRole('button', { name: /^Delete/ })).toBeNull();
});
