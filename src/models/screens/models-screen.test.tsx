import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { EngineError } from '@/engine/errors';
import { noWebGpu, processor } from '@/test/devices';
import { prepared, SMOLLM2 } from '@/test/models';
import { openApp } from '@/test/open-app';

const at = '#/models';
const shelf = (name: string) => screen.findByRole('region', { name });
const card = (name: string) => screen.findByRole('article', { name });

test('a model that can be added shows the exact command', async () => {
  await openApp({ at, models: { readPrepared: async () => prepared(SMOLLM2), hub: false } });
  const addable = await shelf('Can be added');
  expect(within(addable).getByText('npm run models -- add qwen2.5-coder-1.5b-instruct')).toBeDefined();
});

test('a published model can be downloaded where the build may reach its publisher', async () => {
  const { engine, user } = await openApp({ at, model: null, models: { readPrepared: async () => prepared() } });
  const qwen = within(await shelf('Can be added')).getByRole('article', { name: 'Qwen2 7B Instruct' });
  await user.click(within(qwen).getByRole('button', { name: 'Download and load' }));
  await waitFor(() => expect(engine.status).toMatchObject({ state: 'loading', modelId: 'qwen2-7b-instruct' }));
});

test('a model that cannot run here says why', async () => {
  await openApp({ at, models: { describeDevice: async () => processor } });
  const cannot = await shelf("Can't run on this device");
  expect(within(cannot).getAllByText(/needs a GPU; on this device the CPU/).length).toBeGreaterThan(0);
});

test('without WebGPU every model says so', async () => {
  await openApp({ at, model: null, models: { describeDevice: async () => noWebGpu } });
  const cannot = await shelf("Can't run on this device");
  const cards = within(cannot).getAllByRole('article');
  for (const each of cards) expect(each.textContent).toContain('no WebGPU');
});

test('a load shows how far it is and how long it takes, and can be cancelled', async () => {
  const { engine, user } = await openApp({ at, model: null });
  const smollm = await card('SmolLM2 135M Instruct');
  await user.click(within(smollm).getByRole('button', { name: 'Load' }));
  await waitFor(() => expect(engine.status.state).toBe('loading'));
  engine.progress({
    phase: 'downloading',
    loadedBytes: 45_000_000,
    totalBytes: 90_000_000,
    fraction: 0.5,
    secondsLeft: 120,
  });
  expect(await within(smollm).findByText('Downloading and verifying')).toBeDefined();
  expect(smollm.textContent).toMatch(/50%.*45 MB of 90 MB.*about 2 minutes left/);
  expect(within(smollm).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50');
  await user.click(within(smollm).getByRole('button', { name: 'Cancel' }));
  expect(await within(smollm).findByRole('button', { name: 'Load' })).toBeDefined();
  expect(engine.status.state).toBe('idle');
});

test('a loaded model can be unloaded', async () => {
  const { engine, user } = await openApp({ at });
  engine.finishLoad();
  const smollm = await card('SmolLM2 135M Instruct');
  await user.click(await within(smollm).findByRole('button', { name: 'Unload' }));
  expect(await within(smollm).findByRole('button', { name: 'Load' })).toBeDefined();
});

test('what a load failed with stands on the card of that model', async () => {
  const { engine } = await openApp({ at });
  engine.failLoad(new EngineError('wrong-hash', { url: 'http://localhost/x.bin', expected: 'a', actual: 'b' }));
  const smollm = await card('SmolLM2 135M Instruct');
  const alert = await within(smollm).findByRole('alert');
  expect(alert.textContent).toContain('damaged');
  expect(alert.textContent).toContain('http://localhost/x.bin');
});

test('the test fixture is marked and stands last on its shelf', async () => {
  await openApp({ at, models: { readPrepared: async () => prepared('hakui-tiny', SMOLLM2) } });
  const cards = within(await shelf('Here')).getAllByRole('article');
  expect(cards.at(-1)?.textContent).toContain('Test fixture');
});

test('another model is chosen from the menu of a chat', async () => {
  const { engine, models, user } = await openApp();
  engine.finishLoad();
  await user.click(await screen.findByRole('button', { name: 'Model: SmolLM2 135M Instruct' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Qwen2.5 Coder 1.5B Instruct' }));
  await waitFor(() => expect(models.getState().engine).toMatchObject({ modelId: 'qwen2.5-coder-1.5b-instruct' }));
});
