import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVER_NAMES } from '../../setup/checks/test-servers.ts';
import { acceptLicence, lastAnswer, questionBox } from '../app/app.ts';
import { type BrowserContext, expect, type Page, test } from '../browser.ts';
import { kioskReady } from '../kiosk/kiosk-page.ts';
import { flipLastBit, makeTestBundle, runBundle, SUB_PATH, type TestBundle } from './make.ts';
import { type Served, serveConfigured, servePython, serveSirv } from './servers.ts';

/* A kiosk's bundle at a sub-path of servers that know nothing of Hakui, met by a fresh browser. */

let bundle: TestBundle;
let served: Served | null = null;
test.beforeAll(() => {
  bundle = makeTestBundle();
});
test.afterAll(() => bundle.remove());
test.afterEach(async () => {
  await served?.close();
  served = null;
});

/** The first of the servers with the bundle's own configuration that is here. */
async function serveFirstConfigured(): Promise<Served | null> {
  for (const name of SERVER_NAMES) {
    const { root, folder, work } = bundle;
    const found = await serveConfigured(name, { root, bundle: folder, work: join(work, name) });
    if (found) return found;
  }
  return null;
}

/** What the browser asks of any origin but the server's. */
function foreignRequests(context: BrowserContext, url: string): string[] {
  const foreign: string[] = [];
  context.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(url)) foreign.push(request.url());
  });
  return foreign;
}

/** The fixture's answers are drawn by chance, and some are a word long. */
async function expectAnswer(page: Page): Promise<void> {
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false', { timeout: 90_000 });
  await expect(lastAnswer(page)).toHaveText(/\S/);
  await expect(page.getByRole('alert')).toHaveCount(0);
}

for (const { name, serve, isolated } of [
  { name: "Python's http.server", serve: () => servePython(bundle.root), isolated: false },
  { name: 'sirv', serve: () => serveSirv(bundle.root), isolated: false },
  { name: 'a server with the configuration in the bundle', serve: serveFirstConfigured, isolated: true },
]) {
  test(`opens, loads its model by itself and answers from ${name}, and with it stopped`, async ({
    context,
    complaints,
  }) => {
    served = await serve();
    test.skip(served === null, 'neither nginx nor Caddy nor Apache is here: npm test could not get them');
    const address = `${served!.url}${SUB_PATH}`;
    const foreign = foreignRequests(context, address);
    const page = await context.newPage();
    await page.goto(address);
    // No first run: the owner has chosen language and model. What is for research only is asked about all the same.
    await acceptLicence(page);
    await expect(page.getByText('Its answers mean nothing')).toBeVisible();
    await kioskReady(page);
    await page.getByRole('button', { name: 'Start' }).click();
    await questionBox(page).fill('What is the capital of France?');
    await questionBox(page).press('Enter');
    await expectAnswer(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolated);

    // With the server gone a reload opens, loads and answers all the same, isolated as before.
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await served!.close();
    await page.reload();
    await kioskReady(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolated);
    await page.getByRole('button', { name: 'Start' }).click();
    await questionBox(page).fill('What is the capital of France?');
    await questionBox(page).press('Enter');
    await expectAnswer(page);

    // Without a header too, the page's own policy holds.
    const answer = page.evaluate(() =>
      fetch('https://example.com/').then(
        () => 'went out',
        () => 'refused',
      ),
    );
    expect(await answer).toBe('refused');
    expect(foreign).toEqual([]);
    expect(complaints.filter((text) => !/https:\/\/example\.com\/|ERR_CONNECTION_REFUSED/.test(text))).toEqual([]);
  });
}

test('a shard with one flipped bit is refused before use, by name', async ({ context }) => {
  const shard = 'models/hakui-tiny/resolve/q4f32_1/params_shard_0.bin';
  flipLastBit(join(bundle.folder, shard));
  served = await serveSirv(bundle.root);
  const page = await context.newPage();
  await page.goto(`${served.url}${SUB_PATH}`);
  await acceptLicence(page);
  const named = page.getByRole('alert').filter({ hasText: 'A file of the model is damaged: params_shard_0.bin' });
  await expect(named).toBeVisible({ timeout: 90_000 });
});

test('a configuration that is not understood is shown with its field, in place of a blank screen', async ({
  context,
}) => {
  const file = join(bundle.folder, 'hakui-config.json');
  rmSync(file);
  writeFileSync(file, '{"format": 1, "kiosk": {"model": "no-such-model", "langauge": "ja"}}');
  served = await serveSirv(bundle.root);
  const page = await context.newPage();
  await page.goto(`${served.url}${SUB_PATH}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('hakui-config.json is missing or not right');
  await expect(page.getByText('kiosk.langauge')).toBeVisible();
  rmSync(file);
  writeFileSync(file, '{"format": 1, "kiosk": {"model": "no-such-model"}}');
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByText('kiosk.model: "no-such-model" does not lie in models/')).toBeVisible();
});

test('the command says what is missing, and ends with status 1', () => {
  expect(runBundle(['--model', 'no-such-model'])).toMatchObject({
    status: 1,
    output: expect.stringContaining('There is no model "no-such-model".'),
  });
});
