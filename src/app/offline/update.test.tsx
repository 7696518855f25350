import { act, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openApp } from '@/test/open-app';

const READY = 'A new version is ready';

test('a new version is offered, says what starting it breaks off, and can be put off', async () => {
  const { engine, models, offline, user } = await openApp();
  engine.finishLoad();
  act(() => offline.setState({ update: { state: 'waiting', version: '2' } }));
  expect(await screen.findByText(READY)).toBeDefined();
  expect(screen.queryByText(/will be broken off/)).toBeNull();
  const status = models.getState().engine;
  if (status.state !== 'ready') throw new Error(`The model is ${status.state}`);
  act(() => models.setState({ engine: { ...status, state: 'generating' } }));
  expect(await screen.findByText(/The answer being written now will be broken off/)).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Later' }));
  await waitFor(() => expect(screen.queryByText(READY)).toBeNull());
  expect(offline.getState().update).toEqual({ state: 'later' });
});

test('starting it waits for nobody, and is asked for once', async () => {
  const { offline, user } = await openApp();
  act(() => offline.setState({ update: { state: 'waiting', version: '2' } }));
  await user.click(await screen.findByRole('button', { name: 'Use it now' }));
  expect(offline.getState().update).toEqual({ state: 'starting', version: '2' });
  await waitFor(() => expect(screen.queryByText(READY)).toBeNull());
});

test('a tab that is still the earlier version is told so', async () => {
  const { offline } = await openApp();
  act(() => offline.setState({ update: { state: 'elsewhere' } }));
  expect(await screen.findByText('Another tab has started a new version')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Reload this tab' })).toBeDefined();
});

test.each([
  [{ state: 'preparing' }, 'Not yet: the page is being stored in this browser.'],
  [{ state: 'incomplete' }, 'Not yet: some files of the page could not be stored.'],
  [{ state: 'gone' }, "Not any more: the page's stored files were removed"],
  [{ state: 'cannot', why: 'unsupported' }, 'No: this browser does not let a page work'],
  [{ state: 'failed', reason: 'insecure' }, 'No: the browser refused.'],
] as const)('the privacy screen says whether Hakui works without its server: %o', async (page, sentence) => {
  const { offline } = await openApp({ at: '#/privacy' });
  act(() => offline.setState({ page }));
  expect(await screen.findByText(sentence, { exact: false })).toBeDefined();
});
