import { randomBytes } from 'node:crypto';
import { launch } from '../browser.ts';
import { killBrowser, searchProfile } from '../profile-search.ts';
import { askAndStop, expect, modelReady, newChat, type Page, passFirstRun, questionBox, test } from './app.ts';
import { makeVault, PASSPHRASE } from './vault-page.ts';

/* Real questions to the real model, then every byte of the browser's profile. */

/** Fifty that stand nowhere else, in both languages. */
const PHRASES = Array.from({ length: 50 }, (_, i) => (i % 2 ? `quokka ${i * 7919}` : `菫青石${i * 7919}`));
const PER_QUESTION = 5;

/** Asked before there is a passphrase. No part of one is in another, so that no compression of the browser's files hides it. */
const EARLIER = Array.from({ length: 10 }, () => randomBytes(16).toString('hex'));

/** Asks them all, some in each conversation, and leaves the last in the composer. */
async function write(page: Page): Promise<void> {
  for (let at = 0; at < PHRASES.length; at += PER_QUESTION) {
    const text = PHRASES.slice(at, at + PER_QUESTION).join(', ');
    await newChat(page);
    if (at + PER_QUESTION === PHRASES.length) await questionBox(page).fill(text);
    else await askAndStop(page, text);
  }
}

test('with a passphrase nothing that was asked lies on the disk, before it was set too, also after the browser was killed', async ({
  page,
  profile,
  address,
  contextOptions,
}) => {
  await passFirstRun(page);
  await modelReady(page);
  await askAndStop(page, EARLIER.join(', '));
  await makeVault(page);
  await write(page);
  await killBrowser(profile);
  expect(searchProfile(profile, [...PHRASES, ...EARLIER])).toEqual([]);

  const again = await launch(profile, true, [], contextOptions);
  const reopened = await again.newPage();
  await reopened.goto(address);
  const passphrase = reopened.getByRole('textbox', { name: 'Passphrase' });
  await passphrase.fill('another');
  await passphrase.press('Enter');
  await expect(reopened.getByRole('alert')).toHaveText('That is not the passphrase.');
  await expect(reopened.getByText(PHRASES[0]!)).toHaveCount(0);
  await passphrase.fill(PASSPHRASE);
  await passphrase.press('Enter');
  await reopened.getByRole('link', { name: new RegExp(PHRASES[0]!) }).click();
  await expect(reopened.getByText(PHRASES[1]!).last()).toBeVisible();
  await reopened.getByRole('link', { name: new RegExp(EARLIER[0]!) }).click();
  await expect(reopened.getByText(EARLIER[9]!).last()).toBeVisible();
  await again.close();
  expect(searchProfile(profile, [...PHRASES, ...EARLIER])).toEqual([]);
});

test('open in two tabs it is locked in both at once by a key, and by a clock that is turned', async ({
  page,
  context,
  address,
}) => {
  await passFirstRun(page);
  await modelReady(page);
  await makeVault(page);
  await askAndStop(page, PHRASES[0]!);
  const other = await context.newPage();
  await other.goto(address);
  const locked = (of: Page) => of.getByRole('heading', { name: 'Hakui is locked' });
  const open = async (of: Page) => {
    await of.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
    await of.keyboard.press('Enter');
    await expect(of.getByRole('link', { name: new RegExp(PHRASES[0]!) })).toBeVisible();
  };
  await open(other);
  await other.bringToFront();
  await questionBox(other).focus();
  await other.keyboard.press('Control+Shift+F12');
  for (const each of [page, other]) {
    await expect(locked(each)).toBeVisible();
    await expect(each.getByText(PHRASES[0]!)).toHaveCount(0);
  }
  await open(page);
  await open(other);
  // The computer's clock goes an hour ahead: a sleeping machine's does the same.
  await other.evaluate(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 3_600_000;
  });
  for (const each of [page, other]) await expect(locked(each)).toBeVisible();
});

test('a clock that is turned neither ends the wait after wrong passphrases nor lengthens it, and a reload neither', async ({
  page,
}) => {
  await passFirstRun(page);
  await modelReady(page);
  await makeVault(page);
  await page.keyboard.press('Control+Shift+F12');
  const passphrase = page.getByRole('textbox', { name: 'Passphrase' });
  const alert = page.getByRole('alert');
  for (let wrong = 1; wrong <= 8; wrong++) {
    await expect(alert.filter({ hasText: 'Try again in' })).toHaveCount(0, { timeout: 40_000 });
    await passphrase.fill('another');
    await passphrase.press('Enter');
    await expect(alert).toBeVisible();
  }
  const waits = async () => Number(/Try again in (\d+) seconds/.exec(await alert.innerText())?.[1]);
  expect(await waits()).toBeGreaterThan(25);
  for (const hours of [3, -2]) {
    await page.evaluate((by) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + by * 3_600_000;
    }, hours);
    await page.waitForFunction(() => new Promise((resolve) => setTimeout(resolve, 1_100, true)));
    expect(await waits()).toBeGreaterThan(15);
    expect(await waits()).toBeLessThanOrEqual(32);
  }
  await page.reload();
  await expect(alert).toContainText('Try again in');
  expect(await waits()).toBeLessThanOrEqual(32);
});

test('without one, the same search finds what was asked', async ({ page, profile }) => {
  await passFirstRun(page);
  await modelReady(page);
  await write(page);
  await killBrowser(profile);
  const found = searchProfile(profile, PHRASES).map((each) => each.split(' in ')[0]);
  expect(new Set(found).size).toBeGreaterThanOrEqual(PHRASES.length - PER_QUESTION);
});
