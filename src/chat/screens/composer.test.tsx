import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openApp } from '@/test/open-app';

async function composer() {
  const app = await openApp();
  const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Question' });
  return { ...app, box };
}

test('Enter sends and empties the box', async () => {
  const { user, box } = await composer();
  await user.type(box, 'What is potassium?{Enter}');
  expect(await screen.findByRole('article', { name: 'Question' })).toHaveProperty('textContent', 'What is potassium?');
  expect(await screen.findByRole('textbox', { name: 'Question' })).toHaveProperty('value', '');
});

test('Shift+Enter breaks the line and sends nothing', async () => {
  const { user, box } = await composer();
  await user.type(box, 'one{Shift>}{Enter}{/Shift}two');
  expect(box.value).toBe('one\ntwo');
  expect(screen.queryByRole('article', { name: 'Question' })).toBeNull();
});

test.each([
  ['while composing', { isComposing: true }],
  ['as Safari reports it', { keyCode: 229 }],
])("an input method's Enter never sends (%s)", async (_, how) => {
  const { user, box } = await composer();
  await user.type(box, 'ていかりうむ');
  fireEvent.keyDown(box, { key: 'Enter', ...how });
  expect(box.value).toBe('ていかりうむ');
  expect(screen.queryByRole('article', { name: 'Question' })).toBeNull();
});

test('blank text is not sent', async () => {
  const { user, box } = await composer();
  await user.type(box, '   {Enter}');
  expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', true);
  expect(screen.queryByRole('article', { name: 'Question' })).toBeNull();
});

test('an example goes into the box to be edited first', async () => {
  const { user, box } = await composer();
  await user.click(screen.getByRole('button', { name: /Draft a referral letter/ }));
  expect(box.value).toContain('Draft a referral letter to cardiology');
  expect(document.activeElement).toBe(box);
});
