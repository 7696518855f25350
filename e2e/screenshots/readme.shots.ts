import { join } from 'node:path';
import { repository } from '../../setup/run/paths.ts';
import { expect, lastAnswer, test } from '../app/app.ts';

/** A model that writes both languages: `npm run models -- add qwen2.5-coder-1.5b-instruct` comes first. */
const MODEL = /Qwen2\.5 Coder 1\.5B/;

const SCENES = [
  {
    language: 'en',
    locale: 'en-US',
    words: { next: 'Next', start: 'Start', question: 'Question' },
    question: 'What does a beta blocker do to heart rate and blood pressure? Answer in two short sentences.',
  },
  {
    language: 'ja',
    locale: 'ja-JP',
    words: { next: '次へ', start: 'はじめる', question: '質問' },
    question: 'β遮断薬は心拍数と血圧をどう変えますか。二文で簡潔に答えてください。',
  },
] as const;

for (const { language, locale, words, question } of SCENES) {
  test.describe(language, () => {
    test.use({ contextOptions: { locale, colorScheme: 'light', viewport: { width: 1280, height: 760 } } });

    test(`the app in ${language}, as a newcomer meets it`, async ({ page }) => {
      const next = page.getByRole('button', { name: words.next });
      await next.click();
      await next.click();
      await page.getByRole('radio', { name: MODEL }).click();
      await next.click();
      await page.getByRole('button', { name: words.start }).click();
      const box = page.getByRole('textbox', { name: words.question });
      await box.fill(question);
      await box.press('Enter');
      await expect(lastAnswer(page).getByText(/tok\/s/)).toBeVisible({ timeout: 900_000 });
      await page.screenshot({ path: join(repository, 'docs', 'screenshots', `chat-${language}.png`) });
    });
  });
}
