import type { Random } from '../../src/benchmark/random.ts';
import { lastAnswer, newChat, questionBox, streamedPast } from '../app/app.ts';
import { mostItems, openBenchmark, row, run } from '../app/benchmark-page.ts';
import { PASSPHRASE } from '../app/vault-page.ts';
import { expect, type Page } from '../browser.ts';

/* What a person does with the page, each thing from any screen. */

/** How often each was done. */
export const counts: Record<string, number> = {};
const count = (what: string) => {
  counts[what] = (counts[what] ?? 0) + 1;
};

const chats = (page: Page) => page.getByRole('complementary', { name: 'Chats' });
const links = (page: Page) => chats(page).getByRole('list').getByRole('link');

async function openChats(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Chat', exact: true }).click();
  await expect(questionBox(page)).toBeVisible();
}

async function send(page: Page, text: string): Promise<void> {
  await openChats(page);
  await newChat(page);
  await questionBox(page).fill(text);
  await questionBox(page).press('Enter');
  await expect(lastAnswer(page)).toBeVisible();
}

const ended = (page: Page) => expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false', { timeout: 90_000 });

export async function ask(page: Page, text: string): Promise<void> {
  count('asks');
  await send(page, text);
  await ended(page);
}

export async function stopAnswer(page: Page): Promise<void> {
  count('answers stopped');
  await send(page, 'Tell me about the heart at length.');
  await streamedPast(page, 20);
  await page.keyboard.press('Escape');
  await ended(page);
}

export async function switchChat(page: Page, random: Random): Promise<void> {
  count('chats opened');
  await openChats(page);
  await expect(links(page).first()).toBeVisible();
  const link = links(page).nth(random.below(await links(page).count()));
  await link.click();
  await expect(lastAnswer(page)).toBeVisible();
}

async function fromMenu(page: Page, item: string): Promise<void> {
  await openChats(page);
  await chats(page)
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

export async function rename(page: Page, title: string): Promise<void> {
  count('renames');
  await fromMenu(page, 'Rename');
  await page.getByRole('textbox', { name: 'New name' }).fill(title);
  await page.keyboard.press('Enter');
  await expect(chats(page).getByRole('link', { name: title }).first()).toBeVisible();
}

export async function deleteAndUndo(page: Page): Promise<void> {
  count('deleted and brought back');
  await openChats(page);
  await expect(links(page).first()).toBeVisible();
  const all = await links(page).count();
  await fromMenu(page, 'Delete');
  await expect(links(page)).toHaveCount(all - 1);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(links(page)).toHaveCount(all);
  // A notice under the mouse stays.
  await page.mouse.move(0, 0);
}

/** Deletes the newest chats but for so many. */
export async function keepChats(page: Page, most: number): Promise<void> {
  await openChats(page);
  await expect(links(page).first()).toBeVisible();
  for (let left = await links(page).count(); left > most; left--) {
    count('chats deleted');
    await fromMenu(page, 'Delete');
    await expect(links(page)).toHaveCount(left - 1);
  }
}

export async function search(page: Page, text: string): Promise<void> {
  count('searches');
  await openChats(page);
  await page.getByRole('searchbox', { name: 'Search chats' }).fill(text);
  await expect(page.getByRole('list', { name: 'Chats found' }).getByRole('link').first()).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search chats' }).fill('');
}

export async function runBenchmark(page: Page): Promise<void> {
  count('runs');
  await openBenchmark(page);
  await mostItems(page).fill('3');
  await expect(page.getByText(/^3 items/)).toBeVisible();
  await run(page, 'Letter');
  const mine = row(page, /Letter/).first();
  await expect(mine.getByText('Done', { exact: true })).toBeVisible({ timeout: 120_000 });
  await mine.getByRole('link').click();
  await expect(page.getByText(/right · 95% interval .* of 3 items/)).toBeVisible();
  await openBenchmark(page);
  await mine.getByRole('button', { name: 'Delete' }).click();
  await expect(row(page, /Letter/)).toHaveCount(0);
}

export async function openTab(page: Page, address: string): Promise<void> {
  count('tabs opened and closed');
  const other = await page.context().newPage();
  await other.goto(address);
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible();
  await other.close();
}

const NAME = 'Hakui tiny 2';

/** Makes a model of a file, has it answer, turns back to the other and deletes it. */
export async function importUseAndRemove(page: Page, file: string): Promise<void> {
  count('models imported, used and removed');
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  const panel = page.getByRole('region', { name: 'Add a model' });
  await expect(panel.getByRole('button', { name: 'Choose a file' })).toBeVisible();
  await chooseFile(page, file);
  await panel.getByRole('checkbox').check();
  await panel.getByRole('button', { name: 'Start' }).click();
  await expect(panel.getByRole('heading', { name: / has been added$/ })).toBeVisible({ timeout: 90_000 });
  await panel.getByRole('button', { name: 'Load it' }).click();
  await ready(page, NAME);
  await ask(page, 'Tell me about the heart with another model.');
  await page.getByRole('button', { name: /Hakui tiny 2$/ }).click();
  await page.getByRole('menuitem', { name: /^Hakui tiny(?! 2)/ }).click();
  await ready(page, 'Hakui tiny');
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  const card = page.getByRole('article', { name: NAME, exact: true });
  await card.getByRole('button', { name: `More for ${NAME}` }).click();
  await page.getByRole('menuitem', { name: 'Delete from this browser' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(card).toHaveCount(0);
}

/** Playwright's own way keeps a handle of the input, and with it the screen it was part of, for as long as the page is open. */
async function chooseFile(page: Page, file: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send('Runtime.evaluate', {
    expression: `document.querySelector('input[type="file"]')`,
  });
  await session.send('DOM.setFileInputFiles', { files: [file], objectId: result.objectId! });
  await session.detach();
}

const ready = (page: Page, name: string) =>
  expect(page.getByRole('status').filter({ hasText: `${name} ready` })).toBeAttached({ timeout: 90_000 });

export async function lockAndUnlock(page: Page): Promise<void> {
  count('locked and unlocked');
  await page.getByRole('link', { name: 'Privacy' }).click();
  await page.getByRole('button', { name: 'Lock now' }).first().click();
  await unlock(page);
}

async function unlock(page: Page): Promise<void> {
  const passphrase = page.getByRole('textbox', { name: 'Passphrase' });
  await passphrase.fill(PASSPHRASE);
  await passphrase.press('Enter');
  await expect(page.getByRole('link', { name: 'Privacy' })).toBeVisible();
}

async function openSettings(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.location.hash = '#/settings';
  });
}

export async function languages(page: Page): Promise<void> {
  count('languages');
  await openSettings(page);
  await page.getByText('日本語', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await page.getByText('English', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
}

export async function themes(page: Page): Promise<void> {
  count('themes');
  await openSettings(page);
  for (const theme of ['Dark', 'Light', 'System']) await page.getByText(theme, { exact: true }).click();
}

/** Takes the new version that lies on the server, and opens the vault in it. */
export async function takeVersion(page: Page, version: string): Promise<void> {
  count('new versions');
  await page.reload();
  await unlock(page);
  const notice = page.getByRole('alert').filter({ hasText: 'A new version is ready' });
  await notice.getByRole('button', { name: 'Use it now' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-version', version);
  await unlock(page);
  await ready(page, 'Hakui tiny');
}
