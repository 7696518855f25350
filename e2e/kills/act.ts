import { expect, type Page } from '../app/app.ts';
import { openBenchmark } from '../app/benchmark-page.ts';
import { PROTOCOLS, type Prepared } from './prepare.ts';
import type { Seen } from './seen.ts';

/** What a person does while the browser is killed. Made for each kill. */
export interface Act {
  name: string;
  /** From the opened page to the end of it. */
  perform(page: Page): Promise<void>;
  /** In the browser opened again: what was shown is there, and all has an ending or a way on, which is gone. Given all that was shown since the act began. */
  check(page: Page, shown: readonly Seen[]): Promise<void>;
}

/** What was on the disk long before the kill is all there. */
export async function expectEarlierKept(page: Page, { phrases }: Prepared): Promise<void> {
  await page.getByRole('link', { name: 'Chat', exact: true }).click();
  for (const phrase of phrases) {
    await page.getByRole('link', { name: phrase.slice(0, 20) }).click();
    await expect(page.getByRole('article', { name: 'Question' })).toHaveText(phrase);
  }
  await openBenchmark(page);
  const done = page.getByRole('region', { name: 'Runs' }).getByText('Done', { exact: true });
  await expect.poll(() => done.count()).toBeGreaterThanOrEqual(PROTOCOLS.length);
}
