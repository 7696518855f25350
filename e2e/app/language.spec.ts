import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flatten } from '../../setup/check-i18n.ts';
import { repository } from '../../setup/run/paths.ts';
import { expect, modelReady, type Page, passFirstRun, test } from './app.ts';
import { onEveryScreen } from './screens.ts';

function textsOf(language: string): Map<string, string> {
  const folder = join(repository, 'src/i18n', language);
  return flatten(
    Object.fromEntries(readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))])),
  );
}

/** Texts that only one language has, each as a pattern in which any value may be filled in. */
function ownTexts(language: string, other: string): RegExp[] {
  const others = new Set(textsOf(other).values());
  return [...textsOf(language).values()]
    .filter((text) => !others.has(text) && /\p{L}/u.test(text.replace(/\{\{.*?\}\}/g, '')))
    .map((text) => {
      const parts = text.split(/\{\{.*?\}\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      return new RegExp(`^${parts.join('.*')}$`, 's');
    });
}

/** Everything a person sees or a screen reader says. */
function saidAndSeen(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const words = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) words.push(walker.currentNode.textContent ?? '');
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      if (element.closest('[aria-hidden="true"]')) continue;
      for (const name of ['aria-label', 'title', 'placeholder']) words.push(element.getAttribute(name) ?? '');
    }
    return words.map((word) => word.trim()).filter((word) => word !== '');
  });
}

test('no text of the first language stays after switching, on any screen', async ({ page }) => {
  const [english, japanese] = [ownTexts('en', 'ja'), ownTexts('ja', 'en')];
  const left = async (patterns: RegExp[]) =>
    (await saidAndSeen(page)).filter((text) => patterns.some((pattern) => pattern.test(text)));

  await passFirstRun(page);
  await modelReady(page);
  await onEveryScreen(page, async (screen) => {
    expect(await left(japanese), screen).toEqual([]);
    expect((await left(english)).length, `${screen}: the check sees English`).toBeGreaterThan(5);
  });
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('日本語', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await onEveryScreen(page, async (screen) => {
    expect(await left(english), screen).toEqual([]);
    expect((await left(japanese)).length, `${screen}: the check sees Japanese`).toBeGreaterThan(5);
  });
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
});

test('another theme is shown at once, kept over a reload, and breaks no rule of the page', async ({ page }) => {
  await passFirstRun(page);
  await page.getByRole('link', { name: 'Settings' }).click();
  const scheme = () => page.evaluate(() => document.documentElement.getAttribute('data-mantine-color-scheme'));
  for (const [name, value] of [
    ['Dark', 'dark'],
    ['Light', 'light'],
    ['Dark', 'dark'],
  ] as const) {
    await page.getByRole('radiogroup', { name: 'Appearance' }).getByText(name, { exact: true }).click();
    await expect.poll(scheme).toBe(value);
  }
  await page.reload();
  await expect.poll(scheme).toBe('dark');
});
