import type { Random } from '../../src/benchmark/random.ts';
import chatTexts from '../../src/i18n/en/chat.json' with { type: 'json' };
import { expect, lastAnswer, newChat, type Page, questionBox, streamedPast } from '../app/app.ts';
import type { Act } from './act.ts';
import type { Article, Seen } from './seen.ts';

/** A chat: an answer stopped, the chat renamed, a second question, and another answer to it. */
export function chat(random: Random): Act {
  const title = `Renamed ${random.uint32()}`;
  const stoppedAt = 20 + random.below(200);
  return {
    name: 'a chat',
    async perform(page) {
      await newChat(page);
      await ask(page, 'Tell me about the heart.');
      await streamedPast(page, stoppedAt);
      await page.keyboard.press('Escape');
      await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false');
      await rename(page, title);
      await ask(page, 'What is the capital of France?');
      await expect(page.getByRole('article', { name: 'Question' })).toHaveCount(2);
      await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });
      await page.getByRole('button', { name: 'Answer again' }).last().click();
      await expect(page.getByText('2/2')).toBeVisible();
      await streamedPast(page, 40);
      await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });
    },
    async check(page, shown) {
      for (const seen of shown) {
        for (const [hash, heading] of seen.headings) {
          if (/^#\/chat\/./.test(hash)) await expectChat(page, hash, [heading, title], seen);
        }
      }
    },
  };
}

async function ask(page: Page, question: string): Promise<void> {
  await questionBox(page).fill(question);
  await questionBox(page).press('Enter');
}

async function rename(page: Page, title: string): Promise<void> {
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'New name' }).fill(title);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
}

async function expectChat(page: Page, hash: string, titles: readonly string[], seen: Seen): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
  const heading = page.getByRole('heading', { level: 1 });
  await expect.poll(async () => titles.includes(await heading.innerText()), `the title is of ${titles}`).toBe(true);
  const answers = page.getByRole('article', { name: 'Answer' });
  await expect(answers.last()).toBeVisible();
  await expect(page.locator('article[aria-busy="true"]'), 'answers without an ending').toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Answer again' }).last()).toBeEnabled();
  for (const article of seen.articles.values()) {
    if (article.hash === hash) await expectShown(page, article);
  }
}

/** Whole where it had ended; of one that was being written, all that was shown. */
async function expectShown(page: Page, { id, text, busy }: Article): Promise<void> {
  const there = page.locator(`[data-message-id="${id}"]`);
  // An answer that was answered again lies beside the other one.
  const other = page.getByRole('button', { name: /^(Previous|Next) answer$/, disabled: false });
  if ((await there.count()) === 0) await other.last().click();
  await expect(there).toBeAttached();
  if (isWaiting(text)) return;
  const parts = there.locator('> :not(footer)');
  const now = async () => (await parts.allInnerTexts()).join('\n');
  if (!busy) await expect.poll(now).toBe(text);
  else await expect.poll(async () => letters(await now()).startsWith(letters(text)), `${text}…`).toBe(true);
}

const isWaiting = (text: string) =>
  text === '' || [chatTexts.answer.waiting, chatTexts.answer.loading].some((note) => text.startsWith(note));

/** Marks of a text half written become layout when the rest has come. */
const letters = (text: string) => text.replace(/\P{L}/gu, '');
