import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { EngineError } from '@/engine/errors';
import { breakWrites } from '@/test/broken-storage';
import { type OpenApp, openApp } from '@/test/open-app';

let mend = () => {};
afterEach(() => mend());

/** Opens the app with the model loaded, and asks. */
async function asked(text = 'What is potassium?') {
  const app = await openApp();
  app.engine.finishLoad();
  await app.user.type(await screen.findByRole('textbox', { name: 'Question' }), `${text}{Enter}`);
  await waitFor(() => expect(app.engine.answers).toHaveLength(1));
  return { ...app, request: app.engine.answers[0]! };
}

async function answered(text: string): Promise<OpenApp> {
  const app = await asked();
  app.request.say(text);
  app.request.end();
  await screen.findByText(/56\.8 tok\/s/);
  return app;
}

const answer = () => screen.findByRole('article', { name: 'Answer' });

test('an answer streams into its place, then says who answered, how much and how fast', async () => {
  const { request } = await asked();
  expect((await answer()).getAttribute('aria-busy')).toBe('true');
  request.say('A **mineral**');
  expect(await screen.findByText('mineral')).toBeDefined();
  request.say(' and more.');
  request.end();
  expect(await screen.findByText('SmolLM2 135M Instruct · 34 tok · 56.8 tok/s')).toBeDefined();
  expect((await answer()).getAttribute('aria-busy')).toBe('false');
});

test('a screen reader hears an answer once, when it is whole', async () => {
  const { request } = await asked();
  const spoken = () => screen.getAllByRole('status').map((region) => region.textContent);
  request.say('First half');
  await screen.findByText('First half');
  expect(spoken().join()).not.toContain('First half');
  request.say(', second half.');
  request.end();
  await waitFor(() => expect(spoken()).toContain('Answer: First half, second half.'));
  const article = await answer();
  expect(article.closest('[aria-live]')).toBeNull();
});

test('the stop button stops, and what was written stays', async () => {
  const { user, request } = await asked();
  request.say('Half an');
  await screen.findByText('Half an');
  await user.click(screen.getByRole('button', { name: 'Stop (Esc)' }));
  expect(await screen.findByText('Stopped')).toBeDefined();
  expect((await answer()).textContent).toContain('Half an');
});

test('Esc stops', async () => {
  const { user, request } = await asked();
  request.say('Half an');
  await screen.findByText('Half an');
  await user.keyboard('{Escape}');
  expect(await screen.findByText('Stopped')).toBeDefined();
});

test.each([
  ['while composing', { isComposing: true }],
  ['as Safari reports it', { keyCode: 229 }],
])("an input method's Esc stops no answer (%s)", async (_, how) => {
  const { engine, request } = await asked();
  request.say('Half an');
  await screen.findByText('Half an');
  for (const place of [screen.getByRole('textbox', { name: 'Question' }), document.body]) {
    fireEvent.keyDown(place, { key: 'Escape', ...how });
  }
  request.say(' answer, whole.');
  request.end();
  expect(await screen.findByText('Half an answer, whole.')).toBeDefined();
  expect(engine.answers[0]!.options.signal!.aborted).toBe(false);
});

test('Esc right after Enter stops, before there is an answer or its address', async () => {
  const { engine, user } = await openApp();
  engine.finishLoad();
  const box = await screen.findByRole('textbox', { name: 'Question' });
  await user.type(box, 'What is potassium?');
  fireEvent.keyDown(box, { key: 'Enter' });
  fireEvent.keyDown(box, { key: 'Escape' });
  expect(await screen.findByText('Stopped')).toBeDefined();
  expect(screen.getByRole('article', { name: 'Question' }).textContent).toBe('What is potassium?');
  // In a conversation that is open already, too.
  const next = screen.getByRole('textbox', { name: 'Question' });
  await user.type(next, 'And sodium?');
  fireEvent.keyDown(next, { key: 'Enter' });
  fireEvent.keyDown(next, { key: 'Escape' });
  await waitFor(() => expect(screen.getAllByText('Stopped')).toHaveLength(2));
});

test('another answer keeps the first one behind a switch', async () => {
  const { user, engine } = await answered('The first answer.');
  await user.click(screen.getByRole('button', { name: 'Answer again' }));
  await waitFor(() => expect(engine.answers).toHaveLength(2));
  engine.answers[1]!.say('The second answer.');
  engine.answers[1]!.end();
  const group = await screen.findByRole('group', { name: 'Answers to this question' });
  expect(group.textContent).toContain('2/2');
  expect(screen.queryByText('The first answer.')).toBeNull();
  await user.click(within(group).getByRole('button', { name: 'Previous answer' }));
  expect(await screen.findByText('The first answer.')).toBeDefined();
});

test('a failure stands where the answer would have been, with the one thing to do', async () => {
  const { user, engine, request } = await asked();
  request.fail(new EngineError('device-lost', { reason: 'driver reset' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('GPU was lost');
  expect(alert.textContent).toContain('driver reset');
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(engine.answers).toHaveLength(2));
});

test('a conversation that is too long leads to a new one', async () => {
  const { request } = await asked();
  request.fail(new EngineError('prompt-too-long', { promptTokens: 5000, contextWindow: 4096 }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('5,000 tokens of at most 4,096');
  expect(within(alert).getByRole('link', { name: 'Start a new chat' }).getAttribute('href')).toBe('#/chat');
});

test('a question asked while the model loads is answered once it is there', async () => {
  const { user, engine } = await openApp();
  await user.type(await screen.findByRole('textbox', { name: 'Question' }), 'Early question{Enter}');
  expect(await screen.findByText(/The model is loading; it answers/)).toBeDefined();
  expect(engine.answers).toEqual([]);
  engine.finishLoad();
  await waitFor(() => expect(engine.answers).toHaveLength(1));
  expect(engine.answers[0]!.messages).toEqual([{ role: 'user', content: 'Early question' }]);
});

test('without a model the answer says so and leads to the models', async () => {
  const { user } = await openApp({ model: null });
  await user.type(await screen.findByRole('textbox', { name: 'Question' }), 'q{Enter}');
  expect(await screen.findByText('No model is loaded')).toBeDefined();
  expect(screen.getByRole('link', { name: 'Choose a model' }).getAttribute('href')).toBe('#/models');
});

test("the empty thread tells what the model's licence asks one to know", async () => {
  await openApp();
  const notice = await screen.findByRole('note');
  expect(notice.textContent).toContain('for research only');
  await waitFor(() => expect(notice.textContent).toContain('Not made for medicine'));
});

test('an address of a conversation that is not here says so', async () => {
  await openApp({ at: '#/chat/gone' });
  expect(await screen.findByText(/This chat was deleted, or it is in another browser/)).toBeDefined();
});

test('an answer that cannot be saved stays on the screen, whole, with its cause and ways to keep it', async () => {
  const { user, request, chat } = await asked();
  request.say('Written. ');
  await screen.findByText('Written.');
  mend = breakWrites('full', ['messages']);
  request.say('Only in memory.');
  request.end();
  expect(await screen.findByText('Written. Only in memory.')).toBeDefined();
  const alert = await within(await answer()).findByRole('alert');
  expect(alert.textContent).toContain('This answer is not saved');
  expect(alert.textContent).toContain("The disk, or the browser's share of it, is full");
  await waitFor(async () => expect((await answer()).getAttribute('aria-busy')).toBe('false'));
  await user.click(within(alert).getByRole('button', { name: 'Copy the text' }));
  expect(await navigator.clipboard.readText()).toBe('Written. Only in memory.');
  expect(within(alert).getByRole('button', { name: 'Save as a file' })).toBeDefined();
  mend();
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(screen.queryByText('This answer is not saved')).toBeNull());
  expect(await screen.findByText('Written. Only in memory.')).toBeDefined();
  expect(Object.values(chat.getState().unsavedAnswers)).toMatchObject([{ saved: true }]);
});

test('a question that cannot be saved stays in the composer, with its cause', async () => {
  const { user, engine } = await openApp();
  engine.finishLoad();
  mend = breakWrites('abort', ['conversations']);
  await user.type(await screen.findByRole('textbox', { name: 'Question' }), 'A long question{Enter}');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The question was not sent');
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Question' }).value).toBe('A long question');
  expect(engine.answers).toEqual([]);
});

test('another answer that cannot be begun says so and offers the same again', async () => {
  const uncaught = vi.fn();
  process.on('unhandledRejection', uncaught);
  const { user, engine } = await answered('The first answer.');
  mend = breakWrites('full', ['messages']);
  await user.click(screen.getByRole('button', { name: 'Answer again' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The answer was not started');
  mend();
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(engine.answers).toHaveLength(2));
  await waitFor(() => expect(screen.queryByText('The answer was not started')).toBeNull());
  process.off('unhandledRejection', uncaught);
  expect(uncaught).not.toHaveBeenCalled();
});
