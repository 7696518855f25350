import { expect, type Page } from '../app/app.ts';
import { openBenchmark } from '../app/benchmark-page.ts';
import type { Act } from './act.ts';
import { exportedRun } from './exported-run.ts';
import { ITEMS, named, PROTOCOLS, type Prepared, startRuns } from './prepare.ts';

/** A run by each protocol, one after the other. */
export function run({ unbroken }: Prepared): Act {
  const runs = (page: Page) => page.getByRole('region', { name: 'Runs' }).getByRole('article');
  const done = (page: Page) => runs(page).getByText('Done', { exact: true });

  return {
    name: 'two runs',
    async perform(page) {
      await startRuns(page);
      await expect(done(page)).toHaveCount(2 * PROTOCOLS.length, { timeout: 120_000 });
    },
    async check(page, shown) {
      await openBenchmark(page);
      await expect(done(page).first()).toBeVisible();
      for (const { articles } of shown) {
        for (const { id, hash, text } of articles.values()) {
          if (hash !== '#/benchmark' || id === '') continue;
          const there = runs(page).filter({ has: page.locator(`a[href="${id}"]`) });
          await expect.poll(async () => itemsDone(await there.innerText())).toBeGreaterThanOrEqual(itemsDone(text));
        }
      }
      await goOn(page);
      await expect(done(page)).toHaveCount(await runs(page).count(), { timeout: 120_000 });
      for (const protocol of PROTOCOLS) await expectEqual(page, protocol);
    },
  };

  /** Resumes what was broken off, and has what waits begin. */
  async function goOn(page: Page): Promise<void> {
    const resume = runs(page).getByRole('button', { name: 'Resume' });
    for (let left = await resume.count(); left > 0; left--) await resume.first().click();
  }

  async function expectEqual(page: Page, protocol: (typeof PROTOCOLS)[number]): Promise<void> {
    const mine = runs(page).filter({ hasText: named(protocol) });
    const figures = (await mine.allInnerTexts()).map((text) => /[\d.]+%[\s\S]*?to [\d.]+%/.exec(text)?.[0]);
    expect(new Set(figures).size, figures.join('\n')).toBe(1);
    if ((await mine.count()) === 1) return;
    await mine.first().getByRole('link').click();
    expect(await exportedRun(page), `${protocol}: a resumed run equals an unbroken one`).toBe(unbroken.get(protocol));
    await openBenchmark(page);
    await expect(done(page).first()).toBeVisible();
  }
}

const itemsDone = (text: string): number => Number(new RegExp(`(\\d+) of ${ITEMS}`).exec(text)?.[1] ?? 0);
