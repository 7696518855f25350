import type { Locator } from 'playwright/test';
import { SHORT_ANSWERS, store, type Wanted } from '../bench/long-chats/rows.ts';
import { expect, modelReady, type Page, passFirstRun, questionBox, streamedPast, test } from './app.ts';

const LONG: Wanted = { id: 'long', title: 'A long chat', messages: 600, answers: SHORT_ANSWERS };
const SHORT: Wanted = { id: 'short', title: 'A short chat', messages: 4, answers: SHORT_ANSWERS };

const messages = (page: Page) => page.getByRole('list', { name: 'Messages' });
const answer = (page: Page, nth: number) => messages(page).getByText(`That was answer ${nth}.`, { exact: true });
const row = (page: Page, nth: number) => messages(page).locator(`[aria-posinset="${nth}"]`);

async function open(page: Page, address: string): Promise<void> {
  await passFirstRun(page);
  await store(page, [LONG, SHORT]);
  await page.goto('about:blank');
  await page.goto(`${address}#/chat/long`);
  await expect(answer(page, 299)).toBeInViewport();
}

/** Rows beyond what is in sight are drawn, too. */
const isInView = (wanted: Locator): Promise<boolean> =>
  wanted.evaluateAll((found) =>
    found.some((each) => {
      const { top } = each.getBoundingClientRect();
      return top >= 0 && top < innerHeight;
    }),
  );

/** Turns the wheel until something is so. */
async function scrollUntil(page: Page, by: number, there: () => Promise<boolean>): Promise<void> {
  await messages(page).hover();
  for (let turns = 0; turns < 200 && !(await there()); turns++) {
    await page.mouse.wheel(0, by);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

test('of a long chat only what is near is drawn; its place is told, kept, and found again after other chats and a reload', async ({
  page,
  address,
}) => {
  await open(page, address);
  expect(await messages(page).getByRole('article').count()).toBeLessThan(40);
  await expect(row(page, 600)).toHaveAttribute('aria-setsize', '600');

  await scrollUntil(page, -900, () => isInView(answer(page, 280)));
  const top = () =>
    messages(page).evaluate((list) => {
      const { top } = list.parentElement!.parentElement!.getBoundingClientRect();
      const parts = [...list.querySelectorAll('[data-message-id]')];
      const first = parts.find((part) => part.getBoundingClientRect().bottom > top)!;
      return [first.getAttribute('data-message-id'), Math.round(first.getBoundingClientRect().top - top)];
    });
  const before = await top();
  await page.getByRole('link', { name: SHORT.title }).click();
  await expect(answer(page, 1)).toBeInViewport();
  await page.getByRole('link', { name: LONG.title }).click();
  await expect.poll(top).toEqual(before);
  await page.reload();
  await expect.poll(top).toEqual(before);

  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect(answer(page, 299)).toBeInViewport();
});

test('Ctrl+F finds what is not drawn, counts it, goes round, and gives the focus back', async ({ page, address }) => {
  await open(page, address);
  await questionBox(page).focus();
  await page.keyboard.press('Control+f');
  const bar = page.getByRole('search', { name: 'Find in this chat' });
  const field = bar.getByRole('textbox');
  await expect(field).toBeFocused();
  // In full width.
  await page.keyboard.type('ａｎｓｗｅｒ １７.');
  await expect(bar.getByRole('status')).toHaveText('1 of 1');
  await expect(answer(page, 17)).toBeInViewport();
  await field.fill('心電図');
  await expect(bar.getByRole('status')).toHaveText('1 of 100');
  await page.keyboard.press('Shift+Enter');
  await expect(bar.getByRole('status')).toHaveText('100 of 100');
  await expect(answer(page, 298)).toBeVisible();
  await page.keyboard.press('F3');
  await expect(bar.getByRole('status')).toHaveText('1 of 100');
  await expect(answer(page, 1)).toBeVisible();
  const marked = () =>
    page.evaluate(() => [...(CSS.highlights.get('hakui-found-current') ?? [])].map((range) => String(range)));
  await expect.poll(marked).toEqual(['心電図']);
  await field.fill('nowhere to be found');
  await expect(bar.getByRole('status')).toHaveText('Not found');
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await expect(questionBox(page)).toBeFocused();
  expect(await page.evaluate(() => CSS.highlights.size)).toBe(0);
});

test('the keyboard goes from message to message beyond what is drawn, and keeps the focus when it is scrolled away', async ({
  page,
  address,
}) => {
  await open(page, address);
  const copy = row(page, 600).getByRole('button', { name: 'Copy the answer' });
  await copy.focus();
  // Two buttons for each answer: more than are drawn at first. The key is held, so that the next press waits for no drawing.
  await page.keyboard.down('Shift');
  await Promise.all(Array.from({ length: 60 }, () => page.keyboard.down('Tab')));
  await page.keyboard.up('Shift');
  const focused = page.locator(':focus');
  await expect(focused).toHaveAccessibleName(/Copy the answer|Answer again/);
  const place = await focused.evaluate((element) =>
    Number(element.closest('[data-index]')!.getAttribute('data-index')),
  );
  expect(place).toBe(539);
  await scrollUntil(page, 1_200, () => isInView(answer(page, 299)));
  await expect(answer(page, 299)).toBeInViewport();
  await expect(row(page, place + 1).locator(':focus')).toBeAttached();
});

test('all of a long chat is selected and copied, and printed', async ({ page, address, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, address);
  await messages(page).click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('Question 0 of this chat?');
  expect(copied).toContain('That was answer 299.');
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  expect(await messages(page).getByRole('article').count()).toBe(600);
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await expect.poll(() => messages(page).getByRole('article').count()).toBeLessThan(40);
});

test('a question at the end of a long chat is followed as it is answered', async ({ page, address }) => {
  await open(page, address);
  await modelReady(page);
  await scrollUntil(page, -900, () => isInView(answer(page, 290)));
  await questionBox(page).fill('Tell me about the heart.');
  await page.keyboard.press('Enter');
  await streamedPast(page, 400);
  const fromEnd = () =>
    messages(page).evaluate((list) => {
      const { scrollHeight, scrollTop, clientHeight } = list.parentElement!.parentElement!;
      return scrollHeight - scrollTop - clientHeight;
    });
  await expect.poll(fromEnd).toBeLessThan(32);
  await page.keyboard.press('Escape');
});
