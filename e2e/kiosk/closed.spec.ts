import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from '../../setup/run/paths.ts';
import { type RunningServer, startServer } from '../../setup/server.ts';
import { KIOSK_CONFIG_FILE } from '../../src/privacy/kiosk/config.ts';
import { acceptLicence } from '../app/app.ts';
import { expectAccessible } from '../app/axe.ts';
import { expect, type Page, test } from '../browser.ts';
import { makeTestBundle, type TestBundle } from '../bundle/make.ts';
import { kioskReady } from './kiosk-page.ts';

/* A page built for a kiosk, its files damaged or gone: it may refuse to start, and may never come up as the whole app. */

let bundle: TestBundle;
let config: string;
test.beforeAll(() => {
  bundle = makeTestBundle();
  config = readFileSync(join(bundle.folder, KIOSK_CONFIG_FILE), 'utf8');
});
test.afterAll(() => bundle.remove());

test.use({ contextOptions: { locale: 'en-US', viewport: { width: 1280, height: 800 } } });

/** Serves the bundle, in place of some of its files whatever a test has the server answer. */
async function serve(answers: Map<string, { status?: number; type?: string; body: string }>, port = 0) {
  const behind = await startServer({ roots: [{ prefix: '/', dir: bundle.folder }], port: 0, policy: 'kiosk' });
  const server = createServer(async (request, response) => {
    const path = new URL(request.url!, behind.url).pathname.slice(1);
    const answer = answers.get(path);
    if (answer) {
      response.writeHead(answer.status ?? 200, { 'Content-Type': answer.type ?? 'application/json' });
      return response.end(answer.body);
    }
    try {
      const from = await fetch(new URL(path, behind.url));
      const headers = Object.fromEntries(from.headers);
      for (const name of ['content-length', 'content-encoding', 'transfer-encoding', 'connection']) {
        delete headers[name];
      }
      response.writeHead(from.status, headers).end(Buffer.from(await from.arrayBuffer()));
    } catch {
      // The server behind is going away, in the middle of a request that the page made of itself: so does this one.
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await behind.close();
    },
  };
}

async function expectRefused(page: Page, file: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    `This kiosk cannot start: ${file} is missing or not right`,
  );
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expect(page.getByRole('textbox')).toHaveCount(0);
}

const startButton = (page: Page) => page.getByRole('button', { name: 'Start' });
const HTML = { type: 'text/html', body: '<!doctype html><title>Sign in' };
const GONE = { status: 404, body: '' };

test('without its configuration a kiosk does not start, whatever the server answers, and with the server gone', async ({
  page,
}) => {
  const answers = new Map([[KIOSK_CONFIG_FILE, GONE as { status?: number; type?: string; body: string }]]);
  let server = await serve(answers);
  await page.goto(server.url);
  await expectRefused(page, KIOSK_CONFIG_FILE);
  await expect(page.getByText('the server answered with status 404')).toBeVisible();
  await expectAccessible(page, 'a kiosk that may not start');
  for (const answer of [
    HTML,
    { status: 500, body: config },
    { body: '' },
    { body: config.slice(0, -9) },
    { body: '{}' },
  ]) {
    answers.set(KIOSK_CONFIG_FILE, answer);
    await page.reload();
    await expectRefused(page, KIOSK_CONFIG_FILE);
  }
  await server.close();
  await page.reload().catch(() => undefined);
  await expect(page.getByRole('navigation')).toHaveCount(0);

  // One good start, by which the browser has all it needs without the server.
  answers.clear();
  server = await serve(answers, Number(new URL(server.url).port));
  await page.goto(server.url);
  await acceptLicence(page);
  await kioskReady(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await kioskReady(page);

  for (const [file, answer] of [
    [KIOSK_CONFIG_FILE, HTML],
    [KIOSK_CONFIG_FILE, { status: 503, body: '' }],
    ['models/index.json', HTML],
    ['models/hakui-tiny/manifest.json', GONE],
  ] as const) {
    answers.set(file, answer);
    await page.reload();
    await expectRefused(page, file);
    answers.clear();
  }
  await page.reload();
  await expect(startButton(page)).toBeVisible();

  // With the server gone the copy that the browser kept counts, if it is whole.
  await server.close();
  await page.reload();
  await expect(startButton(page)).toBeVisible();
  for (const text of [config.slice(0, -9), '', null]) {
    await page.evaluate(changeKept, [KIOSK_CONFIG_FILE, text] as const);
    await page.reload();
    await expectRefused(page, KIOSK_CONFIG_FILE);
  }
});

/** Damages a copy that the browser keeps of a file; null: takes it away. */
async function changeKept([file, text]: readonly [string, string | null]): Promise<void> {
  const cache = await caches.open('hakui/catalog');
  const url = new URL(file, document.baseURI).href;
  if (text === null) await cache.delete(url);
  else await cache.put(url, new Response(text));
}

test('without the policy in its page a kiosk does not start', async ({ page }) => {
  const html = readFileSync(join(bundle.folder, 'index.html'), 'utf8');
  const body = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
  expect(body).not.toBe(html);
  const server = await serve(new Map([['', { type: 'text/html', body }]]));
  await page.goto(server.url);
  await expectRefused(page, 'index.html');
  await server.close();
});

test('where a kiosk takes the place of the whole app, a browser that has kept the app comes up as the kiosk', async ({
  page,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'hakui-place-'));
  for (const part of ['index.html', 'assets', 'icons', 'samples', 'service-worker.js', 'manifest.webmanifest']) {
    cpSync(join(paths.dist, part), join(folder, part), { recursive: true });
  }
  const serveFolder = (dir: string, port: number): Promise<RunningServer> =>
    startServer({ roots: [{ prefix: '/', dir }], port });
  const app = await serveFolder(folder, 0);
  await page.goto(app.url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Language' })).toBeVisible();
  await app.close();

  const kiosk = await serveFolder(bundle.folder, Number(new URL(app.url).port));
  await page.reload();
  await acceptLicence(page);
  await expect(startButton(page)).toBeVisible();
  await expect(page).toHaveURL(/#\/kiosk$/);
  await kiosk.close();
  rmSync(folder, { recursive: true });
});

test('an earlier copy that says there is no kiosk gives way once the server says otherwise', async ({ page }) => {
  const answers = new Map([[KIOSK_CONFIG_FILE, { body: '{"format": 1, "kiosk": null}' }]]);
  const server = await serve(answers);
  await page.goto(server.url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Language' })).toBeVisible();
  await server.close();
  await page.clock.install();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Language' })).toBeVisible();
  answers.clear();
  const again = await serve(answers, Number(new URL(server.url).port));
  await page.clock.fastForward(61_000);
  await expect(page.getByRole('heading', { name: 'Language' })).toBeHidden();
  await expect(page).toHaveURL(/#\/kiosk$/);
  await again.close();
});
