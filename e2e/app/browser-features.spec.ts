import { pathToFileURL } from 'node:url';
import { paths } from '../../setup/run/paths.ts';
import { expect, type Page, test } from './app.ts';

/* A browser without a feature, or that refuses it to the page: what is said, and that the rest goes on. */

// Each of these pages complains on the console, in the browser's words.
test.use({
  expectedComplaints: /./,
  ofServer: true,
  // A service worker would ask for files beside what a test answers.
  contextOptions: { locale: 'en-US', viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' },
});

const gone = (name: string) =>
  `Object.defineProperty(globalThis, '${name}', { value: undefined, configurable: true });`;
const goneFrom = (type: string, name: string) =>
  `Object.defineProperty(${type}.prototype, '${name}', { get: () => undefined, configurable: true });`;
const refused = (type: string, name: string, error = 'SecurityError') =>
  `${type}.prototype.${name} = () => Promise.reject(new DOMException('not for this page', '${error}'));`;
const thrown = (type: string, name: string) =>
  `${type}.prototype.${name} = () => { throw new DOMException('not for this page', 'SecurityError'); };`;
const deniedGlobal = (name: string) =>
  `Object.defineProperty(globalThis, '${name}', { get() { throw new DOMException('denied', 'SecurityError'); } });`;

/** HAKUI_TEST_PICTURES: a folder for a picture of each page. */
const pictures = process.env.HAKUI_TEST_PICTURES;

async function without(own: Page, address: string, name: string, script: string, look: (page: Page) => Promise<void>) {
  await test.step(name, async () => {
    const page = await own.context().newPage();
    await page.addInitScript(script);
    await page.goto(address);
    await look(page);
    if (pictures) await page.screenshot({ path: `${pictures}/${name.replaceAll(/\W+/g, '-')}.png` });
    await page.close();
  });
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

test('without what everything needs, the page says what is missing, what for and the way on', async ({
  page,
  address,
}) => {
  const cases: [name: string, script: string, title: string, words: RegExp][] = [
    [
      'no Web Locks',
      goneFrom('Navigator', 'locks'),
      'This browser lacks what Hakui needs',
      /Web Locks.*current Chrome or Edge/s,
    ],
    [
      'Web Locks refused',
      refused('LockManager', 'request'),
      'This browser lacks what Hakui needs',
      /Web Locks.*does not allow it/s,
    ],
    ['no BroadcastChannel', gone('BroadcastChannel'), 'This browser lacks what Hakui needs', /BroadcastChannel/],
    ['no Web Crypto', goneFrom('Crypto', 'subtle'), 'This browser lacks what Hakui needs', /Web Crypto/],
    ['no Intl.Segmenter', 'Intl.Segmenter = undefined;', 'This browser lacks what Hakui needs', /parts of JavaScript/],
    ['no structuredClone', gone('structuredClone'), 'This browser lacks what Hakui needs', /parts of JavaScript/],
    ['no IndexedDB', gone('indexedDB'), 'This browser has no database for the page', /IndexedDB/],
    [
      'IndexedDB refused',
      thrown('IDBFactory', 'open'),
      'The browser does not let this page store anything',
      /store data \(cookies\)/,
    ],
  ];
  for (const [name, script, title, words] of cases) {
    await without(page, address, name, script, async (lacking) => {
      await expect(heading(lacking)).toHaveText(title);
      await expect(lacking.getByRole('main')).toContainText(words);
      await expect(lacking.getByRole('button', { name: 'Reload' })).toBeVisible();
      await expect(lacking.getByText("Hakui's own code")).toBeHidden();
    });
  }
});

test('data of a newer Hakui is left alone', async ({ page }) => {
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('hakui', 9_990);
        request.onsuccess = () => resolve(request.result.close());
        request.onerror = () => reject(request.error);
      }),
  );
  await page.reload();
  await expect(heading(page)).toHaveText('The data in this browser is of a newer Hakui');
});

test('without what models need, the first run says so, and all else works', async ({ page, address }) => {
  const cases: [name: string, script: string, words: RegExp][] = [
    ['no OPFS', goneFrom('StorageManager', 'getDirectory'), /does not let this page store files/],
    ['OPFS refused', refused('StorageManager', 'getDirectory'), /does not let this page store files/],
    ['no navigator.storage', goneFrom('Navigator', 'storage'), /does not let this page store files/],
    ['no WebAssembly', gone('WebAssembly'), /runs no WebAssembly/],
    ['no workers', gone('Worker'), /starts no workers/],
    ['no WebGPU', goneFrom('Navigator', 'gpu'), /No model can run in this browser/],
    ['the GPU refused', refused('GPU', 'requestAdapter', 'OperationError'), /gives no access to the GPU/],
    [
      'the GPU silent',
      'GPU.prototype.requestAdapter = () => new Promise(() => undefined);',
      /gives no access to the GPU/,
    ],
  ];
  for (const [name, script, words] of cases) {
    await without(page, address, name, script, async (lacking) => {
      await lacking.getByRole('button', { name: 'Next' }).click();
      await expect(lacking.getByText(words).first()).toBeVisible();
      await lacking.getByRole('button', { name: 'Next' }).click();
      await expect(lacking.getByText('No model can run on this device right now.')).toBeVisible();
      // No step further: the next page of this profile is to have its first run too.
      await lacking.goto(`${address}#/models`);
    });
  }
});

test('a list of models that is none is told on the first run', async ({ page, address }) => {
  const cases: [name: string, answer: { status?: number; contentType?: string; body?: string }, words: RegExp][] = [
    [
      'the list a web page',
      { contentType: 'text/html', body: '<!doctype html><p>Sign in' },
      /web page in place of index\.json/,
    ],
    ['the list garbage', { contentType: 'application/json', body: '{"format":' }, /cannot be read: index\.json/],
    ['the list a fault', { status: 500, body: 'oops' }, /fault of its own \(500\)/],
  ];
  for (const [name, answer, words] of cases) {
    await without(page, address, name, '', async (lacking) => {
      await lacking.route('**/models/index.json', (route) => route.fulfill(answer));
      await lacking.reload();
      await lacking.getByRole('button', { name: 'Next' }).click();
      await lacking.getByRole('button', { name: 'Next' }).click();
      await expect(lacking.getByRole('alert')).toContainText(words);
    });
  }
});

test('what is merely less is said where it is looked for', async ({ page, address }) => {
  const next = page.getByRole('button', { name: 'Next' });
  for (let step = 0; step < 3; step++) await next.click();
  await page.getByRole('button', { name: 'Start' }).click();
  await page
    .getByRole('button', { name: 'Not now' })
    .or(page.getByRole('textbox', { name: 'Question' }))
    .last()
    .click();

  const at = async (lacking: Page, screen: string, words: RegExp) => {
    await lacking.goto(`${address}#/${screen}`);
    await expect(lacking.getByRole('main')).toContainText(words);
  };
  await without(
    page,
    address,
    'no localStorage',
    deniedGlobal('localStorage') + deniedGlobal('sessionStorage'),
    async (lacking) => {
      await at(lacking, 'settings', /keeps no choices/);
      await lacking.getByText('日本語').click();
      await expect(heading(lacking)).toHaveText('設定');
    },
  );
  await without(page, address, 'no service worker', goneFrom('Navigator', 'serviceWorker'), (lacking) =>
    at(lacking, 'privacy', /does not offer|private windows/i),
  );
  await without(page, address, 'service worker refused', refused('ServiceWorkerContainer', 'register'), (lacking) =>
    at(lacking, 'privacy', /the browser refused/),
  );
  await without(page, address, 'no estimate', refused('StorageManager', 'estimate'), async (lacking) => {
    await at(lacking, 'models', /does not say how much this page stores/);
    await at(lacking, 'privacy', /does not say how much this page stores/);
  });
});

test('opened from a disk the page says in both languages what to start', async ({ page }) => {
  await page.goto(pathToFileURL(`${process.env.HAKUI_TEST_PAGE ?? paths.dist}/index.html`).href);
  await expect(page.getByRole('heading', { name: 'Hakui has not started' })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole('heading', { name: 'Hakui はまだ起動していません' })).toBeVisible();
  await expect(page.getByText('npm start').first()).toBeVisible();
  if (pictures) await page.screenshot({ path: `${pictures}/file.png` });
});

test('a script that does not come as one shows the same words, and not before', async ({ page, address }) => {
  const words = page.getByRole('heading', { name: 'Hakui has not started' });
  await page.route('**/assets/index-*.js', (route) => route.fulfill({ contentType: 'text/html', body: '<p>no' }));
  await page.context().clearCookies();
  await page.goto(`${address}?without-script`);
  await expect(words).toBeHidden();
  await expect(words).toBeVisible({ timeout: 15_000 });
});
