import { act, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { disk } from '@/db/schema';
import { KioskConfig } from '@/privacy/kiosk/config';
import { SMOLLM2 } from '@/test/models';
import { openApp } from '@/test/open-app';

test('a kiosk that keeps its history leaves the rows, and shows nobody a list', async () => {
  const { kiosk } = KioskConfig.parse({ format: 1, kiosk: { model: SMOLLM2, language: 'en', history: 'encrypted' } });
  const { engine, user } = await openApp({ at: '#/kiosk', kiosk });
  act(() => engine.finishLoad());
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
});
