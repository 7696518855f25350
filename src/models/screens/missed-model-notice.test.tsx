import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { CODER, SMOLLM2 } from '@/test/models';
import { openApp } from '@/test/open-app';

const notice = async () => (await screen.findByText(/is not here$/)).closest<HTMLElement>('[role="alert"]')!;

test('where another model answers in the place of the chosen one, that is said until a person chooses', async () => {
  const { engine, models, user } = await openApp({ model: SMOLLM2, missedId: 'my-own-model' });
  const said = await notice();
  expect(said.textContent).toContain('my-own-model is not here');
  expect(said.textContent).toContain('SmolLM2 135M Instruct answers in its place.');
  await user.click(within(said).getByRole('button', { name: 'Look at the models' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Models' })).toBeDefined();
  engine.finishLoad();
  void models.getState().choose(CODER);
  await waitFor(() => expect(screen.queryByText('my-own-model is not here')).toBeNull());
});

test('where nothing is in its place, that is said', async () => {
  await openApp({ model: null, missedId: CODER });
  const said = await notice();
  expect(said.textContent).toContain('Qwen2.5 Coder 1.5B Instruct is not here');
  expect(said.textContent).toContain('No model is loaded.');
});
