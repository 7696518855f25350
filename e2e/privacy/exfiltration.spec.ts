import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths, repository } from '../../setup/run/paths.ts';
import { startServer } from '../../setup/server.ts';
import { expect, type Page, test } from '../browser.ts';
import { type Stranger, startStranger } from './stranger.ts';
import { type Target, TRIES, WAYS_OUT } from './tries.ts';

/*
 * Tries to get something out of the app, made by code that runs in it, as if it had got in. Each is made on a page without
 * a policy as well, where it must reach the stranger: so a try that reaches nobody in the app was stopped there.
 */

/** What no policy can stop, as docs/privacy.md says. Of these, code in the page is all that can make use. */
const NOT_STOPPED = new Set(['preconnect', 'dns-prefetch']);

/** With the loopback interface alone no browser sends anything by WebRTC, and nothing is shown of it. */
const hasNetwork = Object.keys(networkInterfaces()).some((name) => name !== 'lo');

const NETLOG = join(tmpdir(), `hakui-netlog-${process.pid}.json`);
test.use({ browserArgs: [`--log-net-log=${NETLOG}`] });

let stranger: Stranger;
test.beforeEach(async () => {
  stranger = await startStranger();
});
test.afterEach(() => stranger.close());

const targetNamed = (name: string): Target => {
  const { url, udp, bare } = stranger;
  return { url, udp, bare, name: `${name}.stranger.test` };
};

/** What the stranger notes of a try, where it is not the try's own name. */
const noted = (name: string) => ({ preconnect: 'connection', webrtc: 'udp' })[name] ?? name;

async function makeTries(page: Page, target: Target): Promise<void> {
  for (const attempt of Object.values(TRIES)) await page.evaluate(attempt, target).catch(() => 'refused');
}

/** A page of another server that sets no policy. */
async function servePlain() {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><body>plain');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

const serveApp = (headers: Record<string, string>) =>
  startServer({ roots: [{ prefix: '/', dir: paths.dist }], port: 0, policy: 'kiosk', headers });

const DELIVERIES: [name: string, headers: Record<string, string>][] = [
  ['with the headers of our server', {}],
  ['on a server without a policy', { 'Content-Security-Policy': "frame-ancestors 'none'" }],
];
for (const [delivery, headers] of DELIVERIES) {
  test(`nothing that runs in the app gets out, ${delivery}`, async ({ context }) => {
    const [plain, app] = [await servePlain(), await serveApp(headers)];
    const control = await context.newPage();
    await control.goto(plain.url);
    await makeTries(control, targetNamed('control'));
    const heard = Object.keys(TRIES).filter((name) => name !== 'dns-prefetch' && (hasNetwork || name !== 'webrtc'));
    await expect.poll(() => heard.filter((name) => !stranger.reached().has(noted(name)))).toEqual([]);
    await control.close();
    stranger.reached().clear();

    const page = await context.newPage();
    await page.goto(app.url);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await makeTries(page, targetNamed('app'));
    await expect.poll(() => [...stranger.reached()]).toEqual(['connection']);
    // The browser's log is whole once the browser has ended; by then every try has gone its way.
    await context.close();
    expect([...stranger.reached()]).toEqual(['connection']);
    const log = readFileSync(NETLOG, 'utf8');
    for (const asked of ['control.stranger.test', 'app.stranger.test']) expect(log).toContain(asked);
    plain.close();
    await app.close();
  });
}

test('nothing leads out of the app before the person was asked', async ({ context }) => {
  const [plain, app] = [await servePlain(), await serveApp({})];
  for (const [name, attempt] of Object.entries(WAYS_OUT)) {
    await test.step(name, async () => {
      const control = await context.newPage();
      await control.goto(plain.url);
      await control.evaluate(attempt, targetNamed('control')).catch(() => 'gone');
      await expect.poll(() => stranger.reached().size).toBeGreaterThan(0);
      // A tab that is closed before it has arrived may hang.
      const arrived = () => context.pages().find((each) => each.url().startsWith(stranger.url));
      await expect.poll(arrived).toBeDefined();
      for (const tab of new Set([control, arrived()!])) await tab.close();
      stranger.reached().clear();

      const page = await context.newPage();
      await page.goto(`${app.url}#/chat`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.evaluate(attempt, targetNamed('app'));
      const dialog = page.getByRole('dialog', { name: /This leads out of Hakui|Hakui の外へのリンク/ });
      await expect(dialog).toContainText(`${stranger.url}/`);
      await dialog
        .locator('footer, div')
        .getByRole('button', { name: /^(Stay here|開かない)$/ })
        .last()
        .click();
      await expect(dialog).toBeHidden();
      expect([...stranger.reached()]).toEqual([]);
      await page.close();
    });
  }
  plain.close();
  await app.close();
});

test('docs/privacy.md has a line for every try', () => {
  const text = readFileSync(join(repository, 'docs/privacy.md'), 'utf8');
  for (const name of Object.keys(TRIES)) {
    const line = text.split('\n').find((each) => each.startsWith(`| \`${name}\``));
    expect(line, name).toBeTruthy();
    expect(line?.includes('not stopped'), name).toBe(NOT_STOPPED.has(name));
  }
});
