import type { Page } from '../browser.ts';
import { expect } from './app.ts';

/** Every screen by its hash, with what shows that it is there. */
const HASHES = ['#/chat', '#/benchmark', '#/models', '#/privacy', '#/settings'] as const;

/**
 * Opens each screen in turn, then the open conversation with an answer in it (the newest of the list),
 * and has it looked at. Needs the first run to be done.
 */
export async function onEveryScreen(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  const conversation = await page.evaluate(() => window.location.hash);
  for (const hash of [...HASHES, conversation]) {
    await page.evaluate((to) => {
      window.location.hash = to;
    }, hash);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await look(hash);
  }
}
