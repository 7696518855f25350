import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../setup/run/paths.ts';
import type { Sample, Transcript } from '../../src/benchmark/types.ts';
import type { BrowserContext } from '../browser.ts';
import { expect, modelReady, type Page, passFirstRun, test } from './app.ts';
import { expectAccessible } from './axe.ts';
import {
  addTemplateProtocol,
  choosing,
  mostItems,
  openBenchmark,
  row,
  run,
  TEMPLATE_PROTOCOL,
} from './benchmark-page.ts';

/** The publisher's files, which may not be committed; they lie beside the checkout. */
const PUBLISHED = join(repository, '..', 'shared', 'data', 'igakuqa', '2018');
const BLOCK_A = ['112-A.jsonl', '112-A_translate.jsonl', '112-A_metadata.jsonl'].map((name) => join(PUBLISHED, name));
const ITEMS = 8;

/** What a run stored but for what differs each time: its id and the clock. */
async function storedRuns(page: Page) {
  return page.evaluate(async () => {
    const open = indexedDB.open('hakui');
    await new Promise((resolve) => {
      open.onsuccess = resolve;
    });
    const read = (table: string) =>
      new Promise<unknown[]>((resolve) => {
        const request = open.result.transaction(table).objectStore(table).getAll();
        request.onsuccess = () => resolve(request.result);
      });
    const [runs, samples, transcripts] = await Promise.all([read('runs'), read('samples'), read('transcripts')]);
    open.result.close();
    return { runs, samples, transcripts } as {
      runs: { id: string; createdAt: number; plan: { language: string; protocol: { id: string } } }[];
      samples: Sample[];
      transcripts: Transcript[];
    };
  });
}

type Stored = Awaited<ReturnType<typeof storedRuns>>;

function resultOf({ samples, transcripts }: Stored, id: string) {
  return {
    samples: samples
      .filter(({ runId }) => runId === id)
      .map(({ runId: _, wallSeconds, prefillSeconds, decodeSeconds, attempts, ...rest }) => rest),
    transcripts: transcripts.filter(({ runId }) => runId === id).map(({ runId: _, ...rest }) => rest),
  };
}

async function reopen(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${address}#/benchmark`);
  await expect(page.getByRole('heading', { level: 1, name: 'Benchmark' })).toBeVisible();
  return page;
}

test('IgakuQA is dropped, run in both languages, broken off by a crash, resumed, and equals an unbroken run', async ({
  page,
  context,
  address,
}) => {
  test.setTimeout(600_000);
  test.skip(!existsSync(PUBLISHED) && !process.env.CI, `there is no ${PUBLISHED}`);
  await passFirstRun(page);
  await openBenchmark(page);
  await choosing(page).setInputFiles(BLOCK_A);
  await expect(page.getByText(/^Added: IgakuQA 2018 A, 75 items$/)).toBeVisible();
  await addTemplateProtocol(page);

  await page.getByRole('combobox', { name: 'Data set' }).selectOption({ label: 'IgakuQA 2018 A' });
  await page.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'Hakui tiny' });
  await page.getByRole('checkbox', { name: '日本語' }).check();
  await page.getByRole('checkbox', { name: 'English' }).check();
  await mostItems(page).fill(String(ITEMS));
  await expect(page.getByText(`${2 * ITEMS} items`, { exact: true })).toBeVisible();
  // Twice each: the second pair is never broken off.
  for (const _ of ['to be broken off', 'unbroken']) {
    await run(page, 'Letter');
    await run(page, TEMPLATE_PROTOCOL);
  }

  // Some written answers of the first such run are there when its page dies.
  const written = row(page, /日本語 · japanese/).last();
  await expect(written.getByText(new RegExp(`^[2-6] of ${ITEMS}$`))).toBeVisible({ timeout: 120_000 });
  const session = await context.newCDPSession(page);
  void session.send('Page.crash').catch(() => undefined);
  await page.waitForEvent('crash');

  const again = await reopen(context, address);
  const broken = row(again, /日本語 · japanese/).last();
  await expect(broken.getByText('The page was closed in the middle')).toBeVisible();
  await broken.getByRole('button', { name: 'Resume' }).click();
  await expect(again.getByText('Done', { exact: true })).toHaveCount(8, { timeout: 400_000 });

  const stored = await storedRuns(again);
  expect(stored.runs).toHaveLength(8);
  for (const protocol of ['letter', 'harness-shape']) {
    for (const language of ['ja', 'en']) {
      const [first, second] = stored.runs
        .filter(({ plan }) => plan.language === language && plan.protocol.id === protocol)
        .map(({ id }) => resultOf(stored, id));
      expect(first!.samples).toHaveLength(ITEMS);
      expect(first).toEqual(second);
    }
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ contextOptions: { locale: 'en-US', colorScheme, viewport: { width: 1280, height: 800 } } });

    test('the sample questions run in a fresh profile; every screen of theirs is accessible', async ({ page }) => {
      await passFirstRun(page);
      await modelReady(page);
      await openBenchmark(page);
      await mostItems(page).fill('6');
      for (const done of [1, 2]) {
        await run(page, 'Letter');
        await expect(page.getByText('Done', { exact: true })).toHaveCount(done, { timeout: 60_000 });
      }
      await page.getByRole('button', { name: 'More choices' }).click();
      await expectAccessible(page, 'benchmark');

      for (const box of await page.getByRole('checkbox', { name: /^Choose for comparison/ }).all()) await box.check();
      await page.getByRole('button', { name: 'Compare (2 chosen)' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Compare runs' })).toBeVisible();
      await expectAccessible(page, 'compare');
      await page.goBack();
      await row(page, /Letter/)
        .first()
        .getByRole('link')
        .click();
      await expect(page.getByText(/right · 95% interval .* of 6 items/)).toBeVisible();
      await expectAccessible(page, 'run');
    });
  });
}
