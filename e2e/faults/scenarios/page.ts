import { lastAnswer, modelReady } from '../../app/app.ts';
import type { Page } from '../../browser.ts';
import { Person } from '../person.ts';
import type { Scenario } from '../scenario.ts';
import { type FaultSite, serveBuiltPage } from '../site.ts';
import { beginWithChat } from './chat.ts';

const ready = (page: Page) => page.getByRole('status').filter({ hasText: 'Hakui tiny ready' });

async function loadedWhole(person: Person): Promise<void> {
  const { page } = person;
  await person.sees(lastAnswer(page));
  await person.until('has the model', async () => (await ready(page).count()) > 0);
}

/** The model is gone from beside the page, or the browser can run none: another one is asked about, or none is loaded. */
const withoutModel = (page: Page) =>
  page
    .getByRole('dialog', { name: /^Before you use/ })
    .or(page.getByRole('status').filter({ hasText: 'No model loaded' }));

async function reloaded(page: Page): Promise<void> {
  await page.reload();
  await loadedWhole(Person.whoGoesOn(page));
}

/** The page is opened at a chat. */
export const open: Scenario = {
  name: 'open',
  async begin(page) {
    await beginWithChat(page);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  },
  async act(person) {
    await person.reload();
    await loadedWhole(person);
  },
  back: reloaded,
  restsAt: withoutModel,
  slow: true,
  changes: /^$/,
};

let site: FaultSite | null = null;
let versions = 0;

/** A new version is found and taken. */
export const update: Scenario = {
  name: 'update',
  async serve(wrapper) {
    site = await serveBuiltPage(wrapper);
    return site;
  },
  async begin(page) {
    await beginWithChat(page);
    await modelReady(page);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  },
  async act(person) {
    const { page } = person;
    const version = `v${++versions}`;
    await site!.publish(version, await page.evaluate(() => faults.plan()));
    // As an hour later, when the page looks for one by itself.
    await page.evaluate(() => navigator.serviceWorker.getRegistration().then((each) => each!.update()));
    const notice = page.getByRole('alert').filter({ hasText: 'A new version is ready' });
    await person.press(notice.getByRole('button', { name: 'Use it now' }));
    const shown = page.locator('html');
    await person.until('has the new version', async () => (await shown.getAttribute('data-version')) === version);
    await loadedWhole(person);
  },
  back: reloaded,
  restsAt: withoutModel,
  slow: true,
  tells: /A new version is ready|Starting the new version/,
  changes: /^$/,
};
