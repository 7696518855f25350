import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { startConversation, writeAnswer } from '@/db/messages';
import { changeModelSettings } from '@/db/settings';
import { SMOLLM2 } from '@/test/models';
import { openApp } from '@/test/open-app';

/** Opens the app with a model of so little context loaded; the fake engine counts a token a character. */
async function opened(contextWindow = 512) {
  await changeModelSettings(SMOLLM2, { contextWindow });
  const app = await openApp();
  app.engine.finishLoad();
  const box = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Question' });

  async function exchange(question: string, answer: string) {
    const before = app.engine.answers.length;
    await app.user.click(await box());
    await app.user.paste(question);
    await app.user.keyboard('{Enter}');
    await waitFor(() => expect(app.engine.answers).toHaveLength(before + 1));
    app.engine.answers.at(-1)!.say(answer);
    app.engine.answers.at(-1)!.end();
    await waitFor(() => expect(screen.getAllByText(/56\.8 tok\/s/)).toHaveLength(before + 1));
  }

  return { ...app, box, exchange };
}

const meter = () => screen.findByRole('meter', { name: 'Context in use' });

test('the meter counts what is typed, and tells its parts', async () => {
  const { user, box } = await opened();
  // Frame 10, the marks of the question 4, a quarter of the context for the answer.
  await waitFor(async () => expect((await meter()).ariaValueNow).toBe('142'));
  await user.type(await box(), '0123456789');
  await waitFor(async () => expect((await meter()).ariaValueNow).toBe('152'));
  expect((await meter()).textContent).toBe('152 / 512');
  expect((await meter()).ariaValueText).toBe(
    '152 of 512 tokens: question 14, earlier exchanges 0, instructions 10, room for the answer 128',
  );
  await user.hover(await meter());
  expect((await screen.findByRole('tooltip')).textContent).toContain('room for the answer 128');
});

test('near its end the meter says so in words', async () => {
  const { user, box } = await opened();
  await user.click(await box());
  await user.paste('x'.repeat(340));
  await waitFor(async () => expect((await meter()).textContent).toBe('Nearly full482 / 512'));
});

test('while no model is loaded there is nothing to say', async () => {
  await openApp();
  await screen.findByRole('textbox', { name: 'Question' });
  expect(screen.queryByRole('meter')).toBeNull();
});

test('what leaves is said before sending, divided in the thread and told with the answer', async () => {
  const { user, box, exchange, engine } = await opened();
  await exchange('a'.repeat(80), 'b'.repeat(80));
  await exchange('c'.repeat(80), 'd'.repeat(80));
  expect(screen.queryByText(/will not be read any more/)).toBeNull();
  await user.click(await box());
  await user.paste('e'.repeat(80));
  expect(await screen.findByText('The first exchange will not be read any more.')).toBeDefined();
  await exchange('', 'f'.repeat(80));
  expect(engine.answers[2]!.messages.map(({ content }) => content[0])).toEqual(['c', 'd', 'e']);

  expect(await screen.findByText(/read without the first exchange/)).toBeDefined();
  const divider = screen.getByText('For the last answer the model read from here on');
  const questions = screen.getAllByRole('article', { name: 'Question' });
  expect(divider.nextElementSibling).toBe(questions[1]);
});

test('a question that is too long stays in the composer, with the figures and what to do', async () => {
  const { user, box, engine } = await opened();
  await user.click(await box());
  await user.paste('x'.repeat(400));
  await user.keyboard('{Enter}');
  const note = await screen.findByText(/Too long to send/);
  expect((await meter()).textContent).toBe('Over the limit542 / 512');
  expect(note.textContent).toMatch(
    /question takes 404 tokens, the instructions 10 .*answer 128; together 542 of at most 512/,
  );
  await waitFor(async () => expect((await box()).value).toHaveLength(400));
  expect(screen.queryByRole('article')).toBeNull();
  expect(engine.answers).toEqual([]);
});

test('instructions that leave no room are what is to be shortened, in the composer and in the settings', async () => {
  await changeModelSettings(SMOLLM2, { systemPrompt: 'y'.repeat(600) });
  const { user, box, engine } = await opened();
  await user.click(await box());
  await user.paste('Why?');
  await user.keyboard('{Enter}');
  expect((await screen.findByText(/Too long to send/)).textContent).toMatch(
    /the instructions 610 .* leave no room for any question: shorten them in the model's settings/,
  );
  expect(engine.answers).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Settings of this model' }));
  const field = await screen.findByRole('textbox', { name: /system prompt/ });
  expect(await screen.findByText(/instructions take 610 tokens .* Shorten the instructions/)).toBeDefined();
  await user.clear(field);
  await user.paste('Be brief.');
  expect(await screen.findByText('19 tokens of a context of 512.')).toBeDefined();
  expect(field.getAttribute('aria-invalid')).not.toBe('true');
});

test('an answer written before such things were stored has no divider', async () => {
  const { conversation, answer } = await startConversation('old', 'question');
  await writeAnswer(answer.id, { text: 'answer', state: 'complete' });
  await openApp({ at: `#/chat/${conversation.id}` });
  const article = within(await screen.findByRole('article', { name: 'Answer' }));
  expect(await article.findByText('answer')).toBeDefined();
  expect(screen.queryByText(/read from here on/)).toBeNull();
  expect(article.queryByText(/read without/)).toBeNull();
});

test('the settings of the model count for the next answer', async () => {
  const { exchange, engine } = await opened();
  await changeModelSettings(SMOLLM2, {
    temperature: 0,
    repetitionPenalty: 1.2,
    maxTokens: 100,
    systemPrompt: 'Be brief.',
  });
  await exchange('question', 'answer');
  const { messages, options } = engine.answers[0]!;
  expect(messages[0]).toEqual({ role: 'system', content: 'Be brief.' });
  expect(options).toMatchObject({ temperature: 0, repetitionPenalty: 1.2, maxTokens: 100 });
});
