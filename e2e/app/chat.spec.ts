import { expect, lastAnswer, modelReady, type Page, passFirstRun, questionBox, streamedPast, test } from './app.ts';

const articles = (page: Page) => page.getByRole('article');

async function ask(page: Page, question: string): Promise<void> {
  await questionBox(page).fill(question);
  await questionBox(page).press('Enter');
}

test('a question typed while the model loads is answered; the answer streams and ends with its figures', async ({
  page,
}) => {
  await passFirstRun(page);
  await ask(page, 'What is the capital of France?');
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'true');
  await expect(lastAnswer(page)).toContainText('Paris is the capital of France.', { timeout: 90_000 });
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false', { timeout: 90_000 });
  await expect(lastAnswer(page).getByText(/^Hakui tiny · \d+ tok · [\d.]+ tok\/s$/)).toBeVisible();
  // Said once, whole, to those who listen.
  await expect(page.getByRole('status').filter({ hasText: 'Answer: Paris is the capital' })).toBeAttached();

  // A word of the answer finds it.
  await page.getByRole('searchbox', { name: 'Search chats' }).fill('paris');
  const found = page.getByRole('list', { name: 'Chats found' }).getByRole('link');
  await expect(found.locator('mark').first()).toHaveText('Paris');
  await expect(page.getByRole('status').filter({ hasText: '1 chat found' })).toBeVisible();
  await page.keyboard.press('Escape');

  // The model's window is full now: what leaves it is said before the next question is asked.
  await expect(page.getByRole('status').filter({ hasText: 'The first exchange will not be read' })).toBeVisible();
  await ask(page, 'And of Japan?');
  await expect(page.getByText('For the last answer the model read from here on')).toBeVisible();
  await streamedPast(page, 40);
  await page.keyboard.press('Escape');
  await expect(lastAnswer(page).getByText('read without the first exchange')).toBeVisible();
});

test('an answer is stopped in the middle, kept over a reload, and answered again beside it', async ({ page }) => {
  await passFirstRun(page);
  await modelReady(page);
  await ask(page, 'Tell me about the heart.');
  await streamedPast(page, 80);
  await page.keyboard.press('Escape');
  await expect(lastAnswer(page).getByText('Stopped')).toBeVisible();
  const first = await lastAnswer(page).innerText();

  await page.reload();
  await expect(articles(page)).toHaveCount(2);
  await expect(articles(page).first()).toHaveText('Tell me about the heart.');
  // Its Markdown is laid out a moment after it is there.
  await expect.poll(() => lastAnswer(page).innerText()).toBe(first);

  await page.getByRole('button', { name: 'Answer again' }).click();
  await streamedPast(page, 40);
  await page.getByRole('button', { name: 'Stop (Esc)' }).click();
  await expect(page.getByText('2/2')).toBeVisible();
  await page.getByRole('button', { name: 'Previous answer' }).click();
  await expect(page.getByText('1/2')).toBeVisible();
  await expect(lastAnswer(page)).toContainText(first.slice(0, 60));
});

test('what a person saw survives a crash of the tab', async ({ page, context, address, complaints }) => {
  await passFirstRun(page);
  await modelReady(page);
  await ask(page, 'Tell me about the heart.');
  await streamedPast(page, 120);
  const seen = (await lastAnswer(page).innerText()).trimEnd();
  const url = page.url();
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => undefined);
  await crashed;

  const second = await context.newPage();
  await second.goto(url.startsWith(address) ? url : address);
  await expect(lastAnswer(second).getByText('Interrupted: its tab was closed')).toBeVisible();
  const oneLine = (text: string) => text.replace(/\s+/g, ' ');
  const kept = async () => oneLine(await lastAnswer(second).innerText());
  await expect.poll(kept).toContain(oneLine(seen.split('\n')[0]!).slice(0, 100));
  await expect(second.getByRole('button', { name: 'Answer again' })).toBeEnabled();
  complaints.length = 0;
});

test('a conversation is renamed, deleted and brought back', async ({ page }) => {
  await passFirstRun(page);
  await modelReady(page);
  await ask(page, 'First title');
  await streamedPast(page, 20);
  await page.keyboard.press('Escape');
  await expect(lastAnswer(page).getByText('Stopped')).toBeVisible();
  const menu = (item: string) => async (title: string) => {
    await page.getByRole('button', { name: `Actions for "${title}"` }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await menu('Rename')('First title');
  await page.getByRole('textbox', { name: 'New name' }).fill('Second title');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Second title');
  await menu('Delete')('Second title');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('New chat');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('link', { name: 'Second title' }).click();
  await expect(articles(page)).toHaveCount(2);
});

test('Enter of an input method chooses a word and sends nothing', async ({ page, context }) => {
  await passFirstRun(page);
  const box = questionBox(page);
  await box.focus();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Input.imeSetComposition', { text: 'ていかりうむ', selectionStart: 6, selectionEnd: 6 });
  await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', windowsVirtualKeyCode: 229 });
  await devtools.send('Input.insertText', { text: '低K血症' });
  await expect(box).toHaveValue('低K血症');
  await expect(articles(page)).toHaveCount(0);
  await box.press('Shift+Enter');
  await box.pressSequentially('の鑑別は？');
  await expect(box).toHaveValue('低K血症\nの鑑別は？');
  await box.press('Enter');
  await expect(articles(page).first()).toHaveText('低K血症\nの鑑別は？');

  // A part of a word finds it.
  await page.getByRole('searchbox', { name: 'Search chats' }).fill('血症');
  const title = page.getByRole('list', { name: 'Chats found' }).locator('mark').first();
  await expect(title).toHaveText('血症');
});

test('the field grows with its text, to eight lines', async ({ page }) => {
  await passFirstRun(page);
  const heightOf = async (lines: number) => {
    await questionBox(page).fill(Array.from({ length: lines }, (_, line) => `行 ${line}`).join('\n'));
    return (await questionBox(page).boundingBox())!.height;
  };
  const [one, two, seven] = [await heightOf(1), await heightOf(2), await heightOf(7)];
  const [eight, nine] = [await heightOf(8), await heightOf(9)];
  expect([one < two, two < seven, seven < eight, eight === nine]).toEqual([true, true, true, true]);
});

test('a person who scrolled away is left in peace, and brought back when they ask', async ({ page }) => {
  await page.setViewportSize({ width: 700, height: 420 });
  await passFirstRun(page);
  await modelReady(page);
  await ask(page, 'Tell me about the heart.');
  await streamedPast(page, 900);
  const distance = () =>
    lastAnswer(page).evaluate((element) => {
      let box = element.parentElement!;
      while (getComputedStyle(box).overflowY !== 'auto') box = box.parentElement!;
      return { fromTop: box.scrollTop, fromEnd: box.scrollHeight - box.scrollTop - box.clientHeight };
    });
  await expect.poll(async () => (await distance()).fromEnd).toBeLessThan(32);
  await lastAnswer(page).hover();
  await page.mouse.wheel(0, -300);
  const jump = page.getByRole('button', { name: 'Jump to latest' });
  await expect(jump).toBeVisible();
  const { fromTop } = await distance();
  const before = (await lastAnswer(page).innerText()).length;
  await streamedPast(page, before + 60);
  expect((await distance()).fromTop).toBe(fromTop);
  await jump.click();
  await expect.poll(async () => (await distance()).fromEnd).toBeLessThan(32);
  await expect(jump).toBeHidden();
  await page.keyboard.press('Escape');
});
