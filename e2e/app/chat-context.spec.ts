import {
  changeSettings,
  expect,
  lastAnswer,
  modelReady,
  newChat,
  type Page,
  passFirstRun,
  questionBox,
  test,
} from './app.ts';
import { expectAccessible } from './axe.ts';

const QUESTION = 'An invented case: a 45-year-old woman, serum potassium 2.8 mEq/L, normal blood pressure. What next?';

const meter = (page: Page) => page.getByRole('meter', { name: 'Context in use' });
const note = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text });

/** Tokens, as the meter says them. */
interface Reading {
  used: number;
  question: number;
  earlier: number;
}

/** What the meter says, once that is so: it counts after what it counts has changed. */
async function reading(page: Page, counted: (reading: Reading) => boolean): Promise<Reading> {
  let last: Reading | null = null;
  await expect
    .poll(async () => {
      const said = (await meter(page).getAttribute('aria-valuetext')) ?? '';
      const [, used, question, earlier] =
        /(\d+) of \d+ tokens: question (\d+) earlier exchanges (\d+)/.exec(said.replaceAll(',', ''))?.map(Number) ?? [];
      last = { used: used!, question: question!, earlier: earlier! };
      return counted(last);
    })
    .toBe(true);
  return last!;
}

const typed = ({ question }: Reading) => question > 0;

interface StoredAnswer {
  state: string;
  failure: unknown;
  leftOut: number;
  usage: { promptTokens: number } | null;
}

/** Every answer in the database, oldest first. */
function storedAnswers(page: Page): Promise<StoredAnswer[]> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const open = indexedDB.open('hakui');
        open.onsuccess = () => {
          const all = open.result.transaction('messages').objectStore('messages').getAll();
          all.onsuccess = () => {
            open.result.close();
            const answers = all.result.filter(({ role }) => role === 'assistant');
            resolve(answers.sort((a, b) => a.createdAt - b.createdAt));
          };
        };
      }),
  );
}

async function askAndWait(page: Page, question: string): Promise<void> {
  const before = await page.getByRole('article', { name: 'Answer' }).count();
  await questionBox(page).fill(question);
  await questionBox(page).press('Enter');
  await expect(page.getByRole('article', { name: 'Answer' })).toHaveCount(before + 1);
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false', { timeout: 90_000 });
}

test('the context is metered and trimmed in sight, and settings reach the model and stay', async ({ page }) => {
  await passFirstRun(page);
  await modelReady(page);

  await test.step('a shorter context takes less memory and counts from the next load', async () => {
    await page.getByRole('button', { name: 'Settings of this model' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('GPU memory needed with this: 6 MB')).toBeVisible();
    await dialog.getByRole('textbox', { name: /Longest answer/ }).fill('24');
    const context = dialog.getByRole('textbox', { name: /Context length/ });
    await context.fill('100');
    await expect(dialog.getByText('A whole number from 512 to 1,024.')).toBeVisible();
    await expectAccessible(page, 'settings of the model, one of them not allowed');
    await context.fill('512');
    await expect(dialog.getByText('GPU memory needed with this: 5 MB')).toBeVisible();
    await dialog.getByRole('button', { name: 'Load it again now' }).click();
    await modelReady(page);
    await expect(meter(page)).toHaveAttribute('aria-valuemax', '512');
  });

  await test.step('the meter tells what web-llm then reads', async () => {
    const empty = await reading(page, ({ question }) => question === 0);
    await questionBox(page).fill(QUESTION);
    const full = await reading(page, typed);
    expect(full.used).toBeGreaterThan(empty.used);
    await expect(meter(page)).toHaveAttribute('aria-valuetext', /room for the answer 64/);
    await askAndWait(page, QUESTION);
    const [answer] = await storedAnswers(page);
    expect(answer).toMatchObject({ state: 'length', leftOut: 0, usage: { promptTokens: full.used - 64 } });
  });

  await test.step('what leaves is said before, marked in the thread, and no question fails', async () => {
    let before = 0;
    for (let exchanges = 1; ; exchanges += 1) {
      expect(exchanges).toBeLessThan(8);
      // Every answer has been counted before the next question is typed, or the note would be of one exchange less.
      before = (await reading(page, ({ question, earlier }) => question === 0 && earlier > before)).earlier;
      await questionBox(page).fill(QUESTION);
      await reading(page, typed);
      if (await note(page, 'The first exchange will not be read any more.').isVisible()) break;
      await askAndWait(page, QUESTION);
    }
    await expect(page.getByText('the model read from here on')).toBeHidden();
    await askAndWait(page, QUESTION);
    await expect(lastAnswer(page).getByText('read without the first exchange')).toBeVisible();
    await expect(page.getByText('For the last answer the model read from here on')).toBeVisible();
    await questionBox(page).fill(QUESTION);
    await expect(note(page, 'The first 2 exchanges will not be read any more.')).toBeVisible();
    await expectAccessible(page, 'a thread that is read in part');
    const answers = await storedAnswers(page);
    expect(answers.map(({ failure }) => failure)).toEqual(answers.map(() => null));
    expect(answers.map(({ leftOut }) => leftOut)).toEqual([...answers.slice(1).map(() => 0), 1]);
    for (const { usage } of answers) expect(usage!.promptTokens + 64).toBeLessThanOrEqual(512);
  });

  await test.step('a question that is too long alone stays in the composer', async () => {
    const asked = await page.getByRole('article').count();
    await questionBox(page).fill(QUESTION.repeat(12));
    await expect(note(page, /Too long to send: the question takes [\d,]+ tokens/)).toBeVisible();
    await questionBox(page).press('Enter');
    await expect(questionBox(page)).toHaveValue(QUESTION.repeat(12));
    await expect(page.getByRole('article')).toHaveCount(asked);
    await questionBox(page).fill('');
  });

  await test.step('settings and the divider survive a reload', async () => {
    await page.reload();
    await modelReady(page);
    await expect(page.getByText('For the last answer the model read from here on')).toBeVisible();
    await expect(meter(page)).toHaveAttribute('aria-valuemax', '512');
    await page.getByRole('button', { name: 'Settings of this model' }).click();
    await expect(page.getByRole('textbox', { name: /Context length/ })).toHaveValue('512');
    await expect(page.getByRole('textbox', { name: /temperature/ })).toHaveValue('0');
    await page.keyboard.press('Escape');
  });

  await test.step('instructions reach the model', async () => {
    await newChat(page);
    await questionBox(page).fill('Thank you.');
    const plain = await reading(page, ({ question, earlier }) => question > 0 && earlier === 0);
    await changeSettings(page, [
      [/system prompt/, '循環器内科の当直医として、日本語で、根拠を添えて短く答えてください。'.repeat(2)],
    ]);
    const instructed = await reading(page, ({ used }) => used > plain.used);
    await askAndWait(page, 'Thank you.');
    const last = (await storedAnswers(page)).at(-1)!;
    expect(last.usage!.promptTokens).toBe(instructed.used - 64);
  });
});
