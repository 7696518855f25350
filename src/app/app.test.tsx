import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { readSettings } from '@/db/settings';
import { EngineError } from '@/engine/errors';
import { noWebGpu, processor } from '@/test/devices';
import { CODER } from '@/test/models';
import { openApp } from '@/test/open-app';
import { sighting } from '@/test/sightings';
import * as threadQueries from '../chat/queries';

const line = () => screen.findByRole('region', { name: 'Current state' });

test('the status line tells model, device, data and network', async () => {
  const { engine, ledger } = await openApp();
  engine.progress({ phase: 'reading', loadedBytes: 30e6, totalBytes: 90e6, fraction: 0.337, secondsLeft: 5 });
  await waitFor(async () =>
    expect((await line()).textContent).toMatch(/Loading SmolLM2.*33%.*30 MB of 90 MB.*about 5 seconds left/),
  );
  engine.finishLoad();
  await waitFor(async () => expect((await line()).textContent).toContain('SmolLM2 135M Instruct ready'));
  const text = (await line()).textContent;
  expect(text).toContain('Test GPU');
  expect(text).toContain('this browser on this computer (90 MB)');
  expect(text).toContain('Requests to other servers: 0');

  ledger
    .getState()
    .recordAll([
      sighting({ address: 'https://huggingface.co/a/b.bin' }),
      sighting({ address: 'https://evil.example/' }),
    ]);
  await waitFor(async () =>
    expect((await line()).textContent).toContain('Requests to other servers: 1 (and model downloads: 1)'),
  );
});

test('a load is cancelled from the status line', async () => {
  const { engine, user } = await openApp();
  await user.click(within(await line()).getByRole('button', { name: 'Cancel' }));
  expect(engine.status.state).toBe('idle');
});

test('when another tab has the model, it can be taken over', async () => {
  const { engine, user } = await openApp();
  engine.failLoad(new EngineError('other-tab'));
  await user.click(await within(await line()).findByRole('button', { name: 'Use it in this tab' }));
  await waitFor(() => expect(engine.takeOvers).toBe(1));
});

test('a screen that fails shows what happened; the rail stays', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.spyOn(threadQueries, 'useConversations').mockImplementation(() => {
    throw new Error('broken on purpose');
  });
  await openApp();
  expect(await screen.findByRole('heading', { name: 'This screen could not be shown' })).toBeDefined();
  expect(screen.getByText(/broken on purpose/)).toBeDefined();
  expect(screen.getByRole('button', { name: 'Reload' })).toBeDefined();
  expect(screen.getByRole('link', { name: 'Models' })).toBeDefined();
});

test('the first run goes through four steps, back too, and is not shown again', async () => {
  const { user, engine } = await openApp({ firstRun: true });
  const next = () => user.click(screen.getByRole('button', { name: 'Next' }));
  expect(await screen.findByRole('heading', { name: 'Language' })).toBeDefined();
  await next();
  expect(await screen.findByText('Computes on: Test GPU')).toBeDefined();
  await next();
  expect(await screen.findByRole('radio', { name: /Qwen2.5 Coder.*Best for this device/ })).toHaveProperty(
    'ariaChecked',
    'true',
  );
  await next();
  expect(await screen.findByRole('heading', { name: 'About Hakui' })).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Back' }));
  expect(await screen.findByRole('heading', { name: 'Model' })).toBeDefined();
  await next();
  await user.click(screen.getByRole('button', { name: 'Start' }));
  expect(await screen.findByRole('textbox', { name: 'Question' })).toBeDefined();
  await waitFor(() => expect(engine.status).toMatchObject({ state: 'loading', modelId: CODER }));
  expect(await readSettings()).toMatchObject({ firstRunDone: true, lastModel: CODER });
});

test.each([
  ['no WebGPU', noWebGpu, /Open Hakui in a current Chrome or Edge/],
  ['no GPU', processor, /The CPU does the work of a GPU/],
])('the first run says in words what a device lacks: %s', async (_, device, words) => {
  const { user } = await openApp({ firstRun: true, models: { describeDevice: async () => device } });
  await screen.findByRole('heading', { name: 'Language' });
  await user.click(screen.getByRole('button', { name: 'Next' }));
  expect(await screen.findByText(words)).toBeDefined();
});

test('the language changes at once, is remembered, and is what <html> says', async () => {
  const { user } = await openApp({ at: '#/settings' });
  await user.click(await screen.findByRole('radio', { name: '日本語' }));
  expect(await screen.findByRole('heading', { name: '設定' })).toBeDefined();
  expect(document.documentElement.lang).toBe('ja');
  expect(localStorage.getItem('hakui:language')).toBe('ja');
  expect(document.title).toBe('設定 — Hakui');
});

test('deleting everything asks first', async () => {
  const { user } = await openApp({ at: '#/privacy' });
  await user.click(await screen.findByRole('button', { name: 'Delete everything…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Delete everything?' });
  await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(await readSettings()).toMatchObject({ firstRunDone: true });
});

test('the privacy screen lists hosts apart by what they were for, and what was stopped', async () => {
  const { ledger } = await openApp({ at: '#/privacy' });
  ledger
    .getState()
    .recordAll([
      sighting({ address: 'https://huggingface.co/a/b.bin', received: 5_000_000 }),
      { kind: 'blocked', target: 'https://evil.example/', directive: 'connect-src' },
    ]);
  const table = await screen.findByRole('table', { name: 'Servers' });
  expect(table.textContent).toMatch(/huggingface\.co.*model download.*1.*5 MB/);
  expect(screen.getByText('https://evil.example/ (connect-src): 1 ×')).toBeDefined();
  expect(screen.getByText(/other than the one Hakui came from: 0/)).toBeDefined();
});
