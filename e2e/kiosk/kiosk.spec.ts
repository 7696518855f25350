import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KIOSK_CONFIG_FILE, type Kiosk } from '../../src/privacy/kiosk/config.ts';
import {
  acceptLicence,
  test as appTest,
  lastAnswer,
  modelReady,
  newChat,
  passFirstRun,
  questionBox,
} from '../app/app.ts';
import { expectAccessible } from '../app/axe.ts';
import { expect, launch, type Page, test } from '../browser.ts';
import { makeTestBundle, SUB_PATH, type TestBundle } from '../bundle/make.ts';
import { type Served, serveSirv } from '../bundle/servers.ts';
import { killBrowser, searchProfile } from '../profile-search.ts';
import { askInVisit, kioskReady } from './kiosk-page.ts';

/* A kiosk made by the bundle command, met by visitors and by staff. */

const PIN = '246810';
/** Without bytes that repeat: in a compressed table too they stand as they are. */
const PHRASES = ['qvxkwjzplmr7301', '膵頭部嚢胞x94鑑別', 'wbnf ghty&9?uczs'] as const;

let bundle: TestBundle;
let served: Served;
test.beforeAll(async () => {
  bundle = makeTestBundle({ pin: PIN });
  served = await serveSirv(bundle.root);
});
test.afterAll(async () => {
  await served.close();
  bundle.remove();
});

test.use({ contextOptions: { locale: 'en-US', viewport: { width: 1280, height: 800 } } });

/**
 * As an owner edits it. `idleSeconds` pass without a touch until a visit is over, and a slow machine must do within them what
 * a test does between two touches; within `countdownSeconds`, the last of them, it must answer that somebody is there.
 */
function configure(change: Partial<Pick<Kiosk, 'history' | 'idleSeconds' | 'countdownSeconds'>>): void {
  const file = join(bundle.folder, KIOSK_CONFIG_FILE);
  const config = JSON.parse(readFileSync(file, 'utf8')) as { kiosk: Kiosk };
  writeFileSync(file, JSON.stringify({ ...config, kiosk: { ...config.kiosk, ...change } }));
}

const PASSPHRASE = 'three plain words';

/** In the dialog that is open. */
async function enterPin(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'For staff' });
  for (const digit of PIN) await dialog.getByRole('button', { name: digit, exact: true }).click();
  await dialog.getByRole('button', { name: 'Enter' }).click();
}

const startButton = (page: Page) => page.getByRole('button', { name: /^(Start|はじめる)$/ });

test('nothing of a visit is on the disk: not after it, and not when the browser is killed in the middle of one', async ({
  context,
  profile,
  complaints,
}) => {
  configure({ history: 'none', idleSeconds: 24, countdownSeconds: 12 });
  const page = await context.newPage();
  await page.goto(`${served.url}${SUB_PATH}`);
  await acceptLicence(page);
  await kioskReady(page);

  await page.keyboard.press('x');
  await expect(questionBox(page)).toHaveValue('');
  await askInVisit(page, PHRASES[0]);
  await expect(page.getByText(PHRASES[0])).toBeVisible();
  await page.getByText('日本語').click();
  await askInVisit(page, PHRASES[1], 'ja');
  // One question at a time.
  await expect(page.getByText(PHRASES[0])).toBeHidden();

  await page.getByRole('button', { name: '別の質問をする' }).click();
  await questionBox(page, 'ja').fill(PHRASES[2]);
  await expect(page.getByRole('dialog', { name: 'まだご利用中ですか' })).toContainText(/あと\d+秒/);
  await page.getByRole('button', { name: '続ける' }).click();
  await expect(questionBox(page, 'ja')).toHaveValue(PHRASES[2]);

  // Now nobody answers, and the kiosk is as before, in its own language.
  await expect(page.getByRole('dialog', { name: 'まだご利用中ですか' })).toBeVisible();
  await expect(startButton(page)).toHaveText('Start');
  await kioskReady(page);
  expect(searchProfile(profile, PHRASES)).toEqual([]);
  await startButton(page).click();
  await expect(questionBox(page)).toHaveValue('');
  await page.goBack();
  await expect(page).not.toHaveURL(/chat/);

  await page.goto(`${served.url}${SUB_PATH}`);
  await kioskReady(page);
  await startButton(page).click();
  await askInVisit(page, PHRASES[0]);
  await page.getByRole('button', { name: 'Ask another question' }).click();
  await questionBox(page).fill(PHRASES[2]);
  await killBrowser(profile);
  expect(searchProfile(profile, PHRASES)).toEqual([]);
  expect(complaints).toEqual([]);
});

appTest('the same search finds what is asked on a page that keeps its history', async ({ page, profile }) => {
  await passFirstRun(page);
  await modelReady(page);
  for (const phrase of PHRASES) {
    await newChat(page);
    await questionBox(page).fill(phrase);
    await questionBox(page).press('Enter');
    await expect(lastAnswer(page)).toBeVisible();
  }
  const keptPhrases = () => PHRASES.filter((phrase) => searchProfile(profile, [phrase]).length > 0);
  await expect.poll(keptPhrases).toEqual([...PHRASES]);
});

test('staff get in by their PIN and by nothing else; every state of the kiosk is accessible', async ({ context }) => {
  configure({ history: 'none', idleSeconds: 100, countdownSeconds: 70 });
  const page = await context.newPage();
  await page.goto(`${served.url}${SUB_PATH}#/settings`);
  await acceptLicence(page);
  await expect(page).toHaveURL(/#\/kiosk$/);
  await kioskReady(page);
  await expectAccessible(page, 'attract');
  await startButton(page).click();
  await expectAccessible(page, 'question');
  await askInVisit(page, 'What does the heart do?');
  await expectAccessible(page, 'answer');
  await page.evaluate(() => {
    window.location.hash = '#/models';
  });
  await expect(page).toHaveURL(/#\/kiosk$/);
  await expect(lastAnswer(page)).toBeVisible();
  for (const key of ['Escape', '/', 'n', '?', 'Control+k']) await page.keyboard.press(key);
  await expect(lastAnswer(page)).toBeVisible();

  await page.getByRole('button', { name: 'Staff' }).click();
  const dialog = page.getByRole('dialog', { name: 'For staff' });
  await dialog.getByRole('textbox', { name: 'PIN' }).pressSequentially('1357');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toHaveText('That PIN is wrong.');
  await expectAccessible(page, 'wrong PIN');
  await enterPin(page);

  // What the visitor asked was gone before staff saw anything.
  await expect(page).toHaveURL(/#\/chat$/);
  await expect(page.getByText('No chats yet.')).toBeVisible();
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  const countdown = page.getByRole('dialog', { name: 'Are you still here?' });
  await expect(countdown).toContainText('Staff mode will end', { timeout: 60_000 });
  await expectAccessible(page, 'countdown');
  await page.getByRole('button', { name: "I'm still here" }).click();
  await page.getByRole('button', { name: 'Back to kiosk' }).click();
  await expect(startButton(page)).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/#\/kiosk$/);
  await expect(startButton(page)).toBeVisible();
});

test('what a kiosk keeps encrypted is read by nobody but staff, with the passphrase', async ({
  context,
  profile,
  contextOptions,
}) => {
  configure({ history: 'encrypted', idleSeconds: 30, countdownSeconds: 15 });
  const address = `${served.url}${SUB_PATH}`;
  const page = await context.newPage();
  await page.goto(address);
  await acceptLicence(page);
  await expect(page.getByRole('heading', { name: 'This kiosk keeps what is written' })).toBeVisible();
  await expectAccessible(page, 'no passphrase yet');
  await page.getByRole('button', { name: 'Set a passphrase…' }).click();
  for (const label of ['New passphrase', 'The same once more']) {
    await page.getByRole('textbox', { name: label }).fill(PASSPHRASE);
  }
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Encrypt' }).click();

  await kioskReady(page);
  await startButton(page).click();
  await askInVisit(page, PHRASES[0]);
  await expect(page.getByRole('dialog', { name: 'Are you still here?' })).toBeVisible();
  await expect(startButton(page)).toBeVisible();
  await expect(page.getByText(PHRASES[0])).toHaveCount(0);
  await killBrowser(profile);
  expect(searchProfile(profile, PHRASES)).toEqual([]);

  const again = await launch(profile, true, [], contextOptions);
  const reopened = await again.newPage();
  await reopened.goto(address);
  await expect(reopened.getByRole('heading', { name: 'Hakui is locked' })).toBeVisible();
  // A visitor cannot delete what staff keep.
  await expect(reopened.getByRole('button', { name: /Delete/ })).toHaveCount(0);
  await reopened.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
  await reopened.keyboard.press('Enter');
  await expect(startButton(reopened)).toBeVisible();
  await reopened.getByRole('button', { name: 'Staff' }).click();
  await enterPin(reopened);
  await reopened.getByRole('link', { name: new RegExp(PHRASES[0]) }).click();
  await expect(reopened.getByText(PHRASES[0]).last()).toBeVisible();
  await again.close();
  expect(searchProfile(profile, PHRASES)).toEqual([]);
});
