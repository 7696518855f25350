import { act, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { disk, HakuiDatabase } from '@/db/schema';
import { KioskConfig } from '@/privacy/kiosk/config';
import { SMOLLM2 } from '@/test/models';
import { openApp } from '@/test/open-app';

test('a kiosk that keeps its history leaves the rows, and shows nobody a list', async () => {
  const wanted = { model: SMOLLM2, language: 'en', history: 'encrypted' };
  const kiosk = KioskConfig.parse({ format: 1, kiosk: wanted }).kiosk!;
  const { engine, user } = await openApp({ at: '#/kiosk', kiosk });
  act(() => engine.finishLoad());
  // Nobody can ask before staff have set the passphrase.
  await screen.findByRole('heading', { name: 'This kiosk keeps what is written' });
  expect(screen.queryByRole('button', { name: 'Start' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Set a passphrase…' }));
  await user.type(await screen.findByLabelText('New passphrase'), 'three plain words');
  await user.type(screen.getByLabelText('The same once more'), 'three plain words');
  await user.click(screen.getByRole('checkbox'));
  await user.click(screen.getByRole('button', { name: 'Encrypt' }));
  await user.click(await screen.findByRole('button', { name: 'Start' }));
  await user.type(await screen.findByRole('textbox', { name: 'Question' }), 'kept{Enter}');
  await waitFor(() => expect(engine.answers).toHaveLength(1));
  engine.answers[0]!.end();
  await screen.findByRole('button', { name: 'Ask another question' });
  // It says nothing of erasing, which it does not do.
  expect(screen.queryByText(/erase/i)).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Finish' }));
  expect(await screen.findByRole('button', { name: 'Start' })).toBeDefined();
  expect(screen.queryByText('kept')).toBeNull();
  expect(screen.queryByRole('navigation')).toBeNull();
  expect(await disk.conversations.toArray()).toMatchObject([{ title: 'kept' }]);
  const raw = new HakuiDatabase(disk.name, { sealed: false });
  expect(JSON.stringify(await raw.conversations.toArray())).not.toContain('kept');
  raw.close();

  // After a restart staff open it, and nobody can delete it there.
  document.body.replaceChildren();
  const restarted = await openApp({ at: '#/kiosk', kiosk });
  await screen.findByRole('heading', { name: 'Hakui is locked' });
  expect(screen.queryByRole('button', { name: /Delete/ })).toBeNull();
  await restarted.user.type(screen.getByLabelText('Passphrase'), 'three plain words{Enter}');
  expect(await screen.findByRole('button', { name: 'Start' })).toBeDefined();
  expect(restarted.vault!.getState().locksIn).toBeNull();
});
