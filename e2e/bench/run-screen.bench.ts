import { cpus } from 'node:os';
import { expect, modelReady, type Page, passFirstRun, test } from '../app/app.ts';
import { adapter } from '../browser.ts';

const STORED = 10_000;
const OPENINGS = 5;

/** Makes the one run that is stored, of a few items, one of many: the same rows over and over, under ids of their own. */
async function enlarge(page: Page, count: number): Promise<void> {
  await page.evaluate(async (count) => {
    type Row = Record<string, unknown>;
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await settled(indexedDB.open('hakui'));
    const tables = ['runs', 'samples', 'transcripts', 'datasets', 'datasetItems'];
    const transaction = database.transaction(tables, 'readwrite');
    const all = (table: string) => settled(transaction.objectStore(table).getAll()) as Promise<Row[]>;
    const put = (table: string, row: Row) => transaction.objectStore(table).put(row);

    const [run] = (await all('runs')) as [Row & { plan: { dataset: { id: string } } }];
    const samples = (await all('samples')) as (Row & { index: number; itemId: string })[];
    const transcripts = await all('transcripts');
    const sets = (await all('datasets')) as (Row & { id: string })[];
    const contents = (await all('datasetItems')) as { id: string; items: { id: string }[] }[];
    const { id } = run.plan.dataset;
    const content = contents.find((each) => each.id === id)!;
    const asked = samples.map(({ itemId }) => content.items.find((item) => item.id === itemId)!);
    const name = (index: number) => `${asked[index % asked.length]!.id}-${index}`;

    for (let index = 0; index < count; index++) {
      put('samples', { ...samples[index % samples.length]!, index, itemId: name(index) });
      put('transcripts', { ...transcripts[index % transcripts.length]!, index });
    }
    const items = Array.from({ length: count }, (_, index) => ({ ...asked[index % asked.length]!, id: name(index) }));
    put('datasetItems', { id, items });
    put('datasets', { ...sets.find((set) => set.id === id)!, itemCount: count });
    put('runs', { ...run, total: count, done: count });
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = () => reject(transaction.error);
    });
    database.close();
  }, count);
}

interface Opening {
  /** The figure of the run, with all that is above the fold. */
  figure: number;
  /** Everything, to the first items of the list below. */
  whole: number;
}

/** Milliseconds from the press on a run, each to the end of the frame that paints it. */
function timeOpening(page: Page): Promise<Opening> {
  return page.evaluate(
    () =>
      new Promise<Opening>((resolve) => {
        const times: Partial<Opening> = {};
        const seen = new Set<keyof Opening>();
        const note = (what: keyof Opening) => {
          seen.add(what);
          requestAnimationFrame(() =>
            setTimeout(() => {
              times[what] = performance.now() - begun;
              if (times.figure !== undefined && times.whole !== undefined) resolve(times as Opening);
            }),
          );
        };
        const observer = new MutationObserver(() => {
          if (!seen.has('figure') && /right · 95% interval/.test(document.body.textContent)) note('figure');
          if (!seen.has('whole') && document.querySelector('ol[start] > li')) note('whole');
          if (seen.size === 2) observer.disconnect();
        });
        observer.observe(document.body, { childList: true, subtree: true });
        const begun = performance.now();
        document.querySelector<HTMLElement>('article a[href*="/benchmark/runs/"]')!.click();
      }),
  );
}

function median(figures: number[]): string {
  const sorted = figures.toSorted((a, b) => a - b).map((figure) => figure.toFixed(0));
  return `${sorted[sorted.length >> 1]} ms (${sorted.join(', ')})`;
}

test(`opening a run of ${STORED} items`, async ({ page, address }) => {
  test.setTimeout(600_000);
  await passFirstRun(page);
  await page.goto(`${address}#/benchmark`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 300_000 });
  const openings = async () => {
    const result: Opening[] = [];
    for (let opening = 0; opening < OPENINGS; opening++) {
      await page.goto('about:blank');
      await page.goto(`${address}#/benchmark`);
      // The model, which is loaded as the page opens, would be measured too.
      await modelReady(page);
      await expect(page.getByText('Done', { exact: true })).toBeVisible();
      result.push(await timeOpening(page));
    }
    return `figure ${median(result.map(({ figure }) => figure))}, whole ${median(result.map(({ whole }) => whole))}`;
  };
  const small = await openings();
  await enlarge(page, STORED);
  const large = await openings();
  console.log(`${adapter}, ${cpus().length} × ${cpus()[0]?.model}`);
  console.log(`opening the run of the sample's items: ${small}`);
  console.log(`opening one of ${STORED} items: ${large}`);
});
