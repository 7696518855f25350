import { lastAnswer, questionBox } from '../app/app.ts';
import { expect, type Page } from '../browser.ts';

/** Waits until the first screen says that the model is in memory. */
export async function kioskReady(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: /^\s*(Ready|準備完了)/ })).toBeVisible({ timeout: 90_000 });
}

/** Asks as a visitor does, and waits for the whole answer. */
export async function askInVisit(page: Page, question: string, language: 'en' | 'ja' = 'en'): Promise<void> {
  const another = page.getByRole('button', { name: language === 'en' ? 'Ask another question' : '別の質問をする' });
  await expect(another.or(questionBox(page, language))).toBeVisible();
  if (await another.isVisible()) await another.click();
  await questionBox(page, language).fill(question);
  await questionBox(page, language).press('Enter');
  await expect(lastAnswer(page)).toBeVisible();
  await expect(another).toBeVisible({ timeout: 120_000 });
}
