import { test as base, expect, type Page } from '../browser.ts';
import { lastAnswer, modelReady, passFirstRun, questionBox, streamedPast } from './app.ts';
import { expectAccessible } from './axe.ts';
import { publishedSite, type Site } from './published-site.ts';

/* The built page with its server stopped, and a new version of it. The server is the test's own: it is closed and comes back at its address. */

const test = base.extend<{ site: Site }>({
  contextOptions: { locale: 'en-US', viewport: { width: 1280, height: 800 } },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  site: async ({}, use) => {
    const site = await publishedSite();
    await use(site);
    await site.remove();
  },
});

/** Waits until the service worker has the page, with all its files. */
async function storedWhole(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Privacy' }).click();
  await expect(page.getByText(/^Hakui works without its server.*Hakui tiny/)).toBeVisible({ timeout: 60_000 });
}

async function answers(page: Page): Promise<void> {
  await questionBox(page).fill('Tell me about the heart.');
  await questionBox(page).press('Enter');
  await streamedPast(page, 40);
  await page.keyboard.press('Escape');
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false');
}

const currentState = (page: Page) => page.getByRole('region', { name: 'Current state' });

test('with its server stopped Hakui opens, loads its model and answers, in a fresh tab too; the ledger tells who answered what', async ({
  page,
  context,
  site,
  complaints,
}) => {
  await page.goto(site.url);
  await passFirstRun(page);
  await modelReady(page);
  await storedWhole(page);
  const devtools = await context.newCDPSession(page);
  expect(await devtools.send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] });
  // Some was asked before the service worker was there to see it.
  await expect(currentState(page)).toContainText('Requests to other servers: 0');

  // What was cleared away of the page is fetched at its next start.
  await page.evaluate(async () => {
    for (const name of await caches.keys()) if (name.includes('precache')) await caches.delete(name);
  });
  await page.reload();
  await storedWhole(page);
  await site.stop();
  await page.reload();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Privacy');
  await modelReady(page);
  await expect(currentState(page)).toContainText('Nothing left this computer');
  await page.getByRole('link', { name: 'Chat', exact: true }).click();
  await answers(page);
  await page.close();

  const fresh = await context.newPage();
  await fresh.goto(`${site.url}#/privacy`);
  await modelReady(fresh);
  const everything = await wholeList(fresh);
  const told = (path: string, facts: RegExp) =>
    expect(
      everything.filter((row) => row.startsWith(`GET ${site.url}${path}`)),
      path,
    ).toEqual(expect.arrayContaining([expect.stringMatching(facts)]));
  told(
    'assets/index-',
    /this window · script · from the page's stored files · status 200 · received 0 bytes · sent 0 bytes/,
  );
  told('assets/worker-', /from the page's stored files/);
  // Seen by both witnesses, and counted once.
  expect(everything.filter((row) => row.startsWith(`GET ${site.url}\n`))).toHaveLength(1);
  told('models/index.json', /from an earlier answer: the server was gone/);
  expect(everything.filter((row) => /\/(resolve|lib)\//.test(row))).toEqual([]);
  const sample = fresh.evaluate(() => fetch('samples/sample-A.jsonl').then(({ status }) => status));
  expect(await sample).toBe(200);
  expect(complaints.filter((text) => !/ERR_CONNECTION_REFUSED/.test(text))).toEqual([]);

  // What a fault, or somebody's code, might do: the server is not even there, and still it is told.
  const send = (url: string) => fetch(url, { method: 'POST', body: 'patient' }).then(String, String);
  await fresh.evaluate(send, `${site.url}window`);
  const alarm = currentState(fresh);
  await expect(alarm).toContainText('Requests that sent data: 1');
  const engine = fresh.workers().find((worker) => worker.url().startsWith('blob:'));
  await engine!.evaluate(send, `${site.url}worker`);
  await expect(alarm).toContainText('Requests that sent data: 2');
  const newest = fresh.getByRole('list', { name: 'Requests, newest first' }).getByRole('listitem');
  await expect(newest.nth(0)).toContainText(/POST .*\/worker.* worker .*sent 7 bytes/);
  await expect(newest.nth(1)).toContainText(/POST .*\/window.*this window.*sent 7 bytes/);
});

async function wholeList(page: Page): Promise<string[]> {
  const more = page.getByRole('button', { name: 'Show older requests' });
  while (await more.isVisible()) await more.click();
  return page.getByRole('list', { name: 'Requests, newest first' }).getByRole('listitem').allInnerTexts();
}

test('a service worker that is gone is told as that, and not as a new version; loading the page anew brings it back', async ({
  page,
  site,
}) => {
  await page.goto(site.url);
  await passFirstRun(page);
  await modelReady(page);
  await storedWhole(page);
  await page.evaluate(async () => {
    for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect(page.getByText("Not any more: the page's stored files were removed")).toBeVisible();
  // Another tab registers it again: the same version takes this page over.
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('service-worker.js', { updateViaCache: 'none' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect(page.getByText(/^Hakui works without its server/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Another tab has started a new version')).toHaveCount(0);
  await page.reload();
  await storedWhole(page);
});

test('a new version waits until it is wanted; a tab left behind is told', async ({
  page,
  context,
  site,
  complaints,
}) => {
  const version = (of: Page) => of.locator('html').getAttribute('data-version');
  const notice = page.getByRole('alert').filter({ hasText: 'A new version is ready' });
  await page.goto(site.url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await site.publish('2');
  await page.reload();
  await expect(notice).toBeVisible();
  await expectAccessible(page, 'notice of a new version');
  await notice.getByRole('button', { name: 'Later' }).click();
  await expect(notice).toBeHidden();
  expect(await version(page)).toBeNull();

  await page.reload();
  expect(await version(page)).toBeNull();
  const other = await context.newPage();
  await other.goto(site.url);
  await expect(notice).toBeVisible();
  await notice.getByRole('button', { name: 'Use it now' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-version', '2');
  await expect(notice).toBeHidden();
  expect(await updatesIn(page)).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
  const left = other.getByRole('alert').filter({ hasText: 'Another tab has started a new version' });
  await expect(left).toBeVisible();
  expect(await version(other)).toBeNull();
  await left.getByRole('button', { name: 'Reload this tab' }).click();
  await expect(other.locator('html')).toHaveAttribute('data-version', '2');
  expect(complaints).toEqual([]);
});

/** What the access log says was updated to. */
function updatesIn(page: Page): Promise<unknown[]> {
  return page.evaluate(async () => {
    const open = indexedDB.open('hakui-audit');
    await new Promise((resolve) => {
      open.onsuccess = resolve;
    });
    const all = open.result.transaction('entries').objectStore('entries').getAll();
    await new Promise((resolve) => {
      all.onsuccess = resolve;
    });
    open.result.close();
    return all.result.filter(({ kind }) => kind === 'updated').map(({ subject }) => subject);
  });
}
