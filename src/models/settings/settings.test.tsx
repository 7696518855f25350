import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { changeModelSettings, readModelSettings } from '@/db/settings';
import { SMOLLM2 } from '@/test/models';
import { openApp } from '@/test/open-app';

async function opened() {
  const app = await openApp();
  app.engine.finishLoad();
  await app.user.click(await screen.findByRole('button', { name: 'Settings of this model' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Settings of SmolLM2 135M Instruct' }));
  const field = (name: RegExp) => dialog.findByRole<HTMLInputElement>('textbox', { name });
  return { ...app, dialog, field };
}

const stored = async () => (await readModelSettings()).get(SMOLLM2);

test('a value is kept as soon as it is allowed, and what is allowed is said of one that is not', async () => {
  const { user, dialog, field } = await opened();
  const temperature = await field(/temperature/);
  expect(temperature.placeholder).toBe('0.2');
  await user.type(temperature, '3');
  expect(await dialog.findByText('From 0 to 2.')).toBeDefined();
  expect(temperature.getAttribute('aria-invalid')).toBe('true');
  expect(await stored()).toBeUndefined();
  await user.clear(temperature);
  await user.type(temperature, '0.5');
  await waitFor(async () => expect(await stored()).toMatchObject({ temperature: 0.5 }));
  expect(dialog.queryByText('From 0 to 2.')).toBeNull();

  await user.click(dialog.getByRole('button', { name: /temperature.*: Back to 0.2/ }));
  expect(temperature.value).toBe('');
  await waitFor(async () => expect(await stored()).toMatchObject({ temperature: null }));
});

test('what was chosen stands in the dialog; what is spoilt does not', async () => {
  await changeModelSettings(SMOLLM2, { topP: 0.5, temperature: 99, systemPrompt: 'Be brief.' });
  const { field } = await opened();
  expect((await field(/top-p/)).value).toBe('0.5');
  expect((await field(/temperature/)).value).toBe('');
  expect((await field(/system prompt/)).value).toBe('Be brief.');
});

test('another context shows the memory it takes, and is loaded when the person says so', async () => {
  const { user, dialog, field, engine, models } = await opened();
  const context = await field(/Context length/);
  const before = (await dialog.findByText(/GPU memory needed/)).textContent;
  await user.type(context, '512');
  await waitFor(() => expect(dialog.getByText(/GPU memory needed/).textContent).not.toBe(before));
  expect(await dialog.findByText(/becomes 512 when the model is loaded the next time; now it is 2,048/)).toBeDefined();
  await user.click(dialog.getByRole('button', { name: 'Load it again now' }));
  expect(engine.status.state).toBe('loading');
  engine.finishLoad();
  expect(models.getState().engine).toMatchObject({ state: 'ready', model: { contextWindow: 512 } });
});

test('each model on the Models screen has its own', async () => {
  const { user } = await openApp({ at: '#/models' });
  const card = within(await screen.findByRole('article', { name: 'SmolLM2 135M Instruct' }));
  await user.click(card.getByRole('button', { name: 'Settings of this model' }));
  expect(await screen.findByRole('dialog', { name: 'Settings of SmolLM2 135M Instruct' })).toBeDefined();
});

test('a context that was chosen before is loaded when the app opens', async () => {
  await changeModelSettings(SMOLLM2, { contextWindow: 1_024 });
  const { engine } = await openApp();
  engine.finishLoad();
  expect(engine.status).toMatchObject({ model: { contextWindow: 1_024 } });
});
