import { readdirSync, readFileSync } from 'node:fs';
import { lastAnswer, questionBox } from '../app/app.ts';
import { expect, type Page } from '../browser.ts';

/** Waits until the first screen says that the model is in memory. */
export async function kioskReady(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: /^\s*(Ready|準備完了)/ })).toBeVisible({ timeout: 90_000 });
}

/** Asks as a visitor does, and waits for the whole answer. */
export async function askInVisit(page: Page, question: string, language: 'en' | 'ja' = 'en'): Promise<void> {
  const another = page.getByRole('button', { name: language === 'en' ? 'Ask another question' : '別の質問をする' });
  if (await another.isVisible()) await another.click();
  await questionBox(page, language).fill(question);
  await questionBox(page, language).press('Enter');
  await expect(lastAnswer(page)).toBeVisible();
  await expect(another).toBeVisible({ timeout: 120_000 });
}

/** Ends the browser of a profile as a power cut would. */
export function killBrowser(profile: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const words = commandOf(pid);
    if (words.includes(`--user-data-dir=${profile}`) && !words.some((word) => word.startsWith('--type='))) {
      process.kill(Number(pid), 'SIGKILL');
    }
  }
}

function commandOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
