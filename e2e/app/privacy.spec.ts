import { startStranger } from '../privacy/stranger.ts';
import { expect, modelReady, type Page, passFirstRun, questionBox, streamedPast, test } from './app.ts';

const tryFetch = (url: string) =>
  fetch(url).then(
    () => 'reached',
    () => 'refused',
  );

for (const [name, serverHeaders] of [
  ['with the headers of our server', {}],
  // A plain static server sends no policy: then the one within the page has to hold, in the worker too.
  ['on a server without a policy', { 'Content-Security-Policy': "frame-ancestors 'none'" }],
] as const) {
  test.describe(name, () => {
    test.use({ ofServer: true, serverHeaders, expectedComplaints: /Content Security Policy/ });

    test("the policy stops the window and the engine's worker, and the ledger shows it", async ({ page, foreign }) => {
      const stranger = await startStranger();
      const worker = page.waitForEvent('worker');
      await passFirstRun(page);
      await modelReady(page);
      expect(await page.evaluate(tryFetch, `${stranger.url}/window`)).toBe('refused');
      expect(await (await worker).evaluate(tryFetch, `${stranger.url}/worker`)).toBe('refused');
      expect([...stranger.reached()]).toEqual([]);
      await page.getByRole('link', { name: 'Privacy' }).click();
      await expect(page.getByText(`${stranger.url}/window (connect-src): 1 ×`)).toBeVisible();
      await expect(page.getByText(`${stranger.url}/worker (connect-src): 1 ×`)).toBeVisible();
      await expect(page.getByText(/other than the one Hakui came from: 0/)).toBeVisible();
      // The browser tells Playwright of attempts, too, before it refuses them.
      foreign.splice(0, foreign.length, ...foreign.filter((url) => !url.startsWith(stranger.url)));
      stranger.close();
    });
  });
}

test('answering asks nothing of another origin and breaks no rule of the policy', async ({ page }) => {
  await passFirstRun(page);
  await modelReady(page);
  await questionBox(page).fill('Tell me about the heart.');
  await questionBox(page).press('Enter');
  await streamedPast(page, 60);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Privacy' }).click();
  await expect(page.getByText(/other than the one Hakui came from: 0/)).toBeVisible();
  await expect(page.getByText(/Stopped by the content-security policy/)).toHaveCount(0);
});

const HOSTILE = `<img src="https://evil.example/a.png" onerror="window.hacked=1"><script>window.hacked=2</script>

![chart](https://evil.example/b.png) [press](javascript:window.hacked=3) <iframe src="https://evil.example"></iframe>

$$\\href{javascript:window.hacked=4}{x}\\includegraphics{https://evil.example/c.png}$$

<style>body{display:none}</style><svg onload="window.hacked=5"></svg>

| a | b |
|---|---|
| safe cell | \`code\` |`;

/** Puts a conversation into the database as if a model had written the answer. */
async function plantAnswer(page: Page, text: string): Promise<void> {
  await page.evaluate(async (answer) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('hakui');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const write = database.transaction(['conversations', 'messages'], 'readwrite');
    const base = { conversationId: 'c', createdAt: 1 };
    write.objectStore('conversations').put({ id: 'c', title: 'planted', createdAt: 1, updatedAt: 1, leafId: 'a' });
    write.objectStore('messages').put({ ...base, id: 'q', role: 'user', parentId: null, text: 'question' });
    write.objectStore('messages').put({
      ...base,
      id: 'a',
      role: 'assistant',
      parentId: 'q',
      text: answer,
      state: 'complete',
      model: null,
      usage: null,
      failure: null,
    });
    await new Promise((resolve) => {
      write.oncomplete = resolve;
    });
    database.close();
  }, text);
}

test('hostile Markdown neither runs, loads nor hides anything', async ({ page }) => {
  await passFirstRun(page);
  await plantAnswer(page, HOSTILE);
  await page.goto(`${page.url().split('#')[0]}#/chat/c`);
  await expect(page.getByRole('cell', { name: 'safe cell' })).toBeVisible();
  await page.getByText('press', { exact: true }).click();
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  await expect(page.locator('article :is(img, iframe, script, style, svg[onload])')).toHaveCount(0);
  await expect(page.getByText('window.hacked=2', { exact: false }).first()).toBeVisible();
});

/** Everything that the browser keeps for the page's origin, by the browser's own answer. */
const keptNames = () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
});
const keptElsewhere = async () => {
  const files: string[] = [];
  for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
  return {
    files,
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  };
};

test.describe('everything', () => {
  // With it gone, nothing opens any more.
  test.use({ ofServer: true });

  test('is deleted in the middle of an answer and of another tab; nothing is left, and that is shown', async ({
    page,
    context,
    address,
  }) => {
    await passFirstRun(page);
    await modelReady(page);
    const second = await context.newPage();
    await second.goto(`${address}#/settings`);
    await expect(second.getByRole('heading', { level: 1 })).toHaveText('Settings');
    await questionBox(page).fill('Tell me about the heart.');
    await questionBox(page).press('Enter');
    await streamedPast(page, 40);
    await page.getByRole('link', { name: 'Privacy' }).click();
    await page.getByRole('button', { name: /^Delete everything/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete everything' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nothing is left');
    await expect(page.getByRole('cell', { name: 'empty' })).toHaveCount(7);
    await expect(second.getByRole('heading', { level: 1 })).toHaveText('Everything was deleted in another tab');
    expect(await page.evaluate(keptElsewhere)).toEqual({ files: [], databases: [], caches: [], workers: 0 });
    expect(await page.evaluate(keptNames)).toEqual({ local: [], session: [] });
    await page.getByRole('button', { name: 'Open Hakui anew' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Language');
  });
});

test('a second tab may take the model over from the first', async ({ page, context, address }) => {
  await passFirstRun(page);
  await modelReady(page);
  const second = await context.newPage();
  await second.goto(address);
  await expect(second.getByText('Another tab of Hakui has the model').last()).toBeVisible();
  await expect(second.getByText(/^\(.+, since \d+:\d\d [AP]M, waiting for a question\)$/)).toBeVisible();
  await questionBox(page).fill('Tell me about the heart.');
  await questionBox(page).press('Enter');
  await expect(second.getByText(/, answering\)/)).toBeVisible();
  await second.getByRole('button', { name: 'Use it in this tab' }).click();
  await modelReady(second);
  await expect(page.getByText(/Another tab of Hakui has the model/).last()).toBeVisible();
  await expect(page.getByText(/, waiting for a question\)/)).toBeVisible();
  await second.close();
  await expect(page.getByText('the model is free')).toBeVisible();
  await page.getByRole('region', { name: 'Current state' }).getByRole('button', { name: 'Use it in this tab' }).click();
  await modelReady(page);
});
