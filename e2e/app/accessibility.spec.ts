import { expect, lastAnswer, modelReady, type Page, passFirstRun, questionBox, streamedPast, test } from './app.ts';
import { expectAccessible } from './axe.ts';
import { onEveryScreen } from './screens.ts';

async function conversation(page: Page): Promise<void> {
  await modelReady(page);
  await questionBox(page).fill('Tell me about the heart.');
  await questionBox(page).press('Enter');
  await streamedPast(page, 60);
  await page.keyboard.press('Escape');
  await expect(lastAnswer(page).getByText('Stopped')).toBeVisible();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ contextOptions: { locale: 'en-US', colorScheme, viewport: { width: 1280, height: 800 } } });

    test('every step of the first run, every screen, menu and dialog is accessible', async ({ page }) => {
      for (const step of ['Language', 'This device', 'Model', 'About Hakui']) {
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(step);
        await expectAccessible(page, step);
        if (step !== 'About Hakui') await page.getByRole('button', { name: 'Next' }).click();
      }
      for (const _ of [1, 2, 3]) await page.getByRole('button', { name: 'Back' }).click();
      await passFirstRun(page);
      await conversation(page);
      await page.getByRole('searchbox', { name: 'Search chats' }).fill('heart');
      await expect(page.getByRole('list', { name: 'Chats found' })).toBeVisible();
      await expectAccessible(page, 'search');
      await onEveryScreen(page, (name) => expectAccessible(page, name));

      await page.getByRole('button', { name: /^Model:/ }).click();
      await expect(page.getByRole('menu')).toBeVisible();
      await expectAccessible(page, 'model menu');
      await page.keyboard.press('Escape');
      await page.evaluate(() => {
        window.location.hash = '#/privacy';
      });
      await page.getByRole('button', { name: /^Delete everything/ }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page, 'dialog');
    });
  });
}

test('every stop of the Tab key is seen, and the first one leads past the rail', async ({ page }) => {
  await passFirstRun(page);
  await conversation(page);
  await page.evaluate(() => document.querySelector<HTMLElement>('#root :is(a, button, input, textarea)')?.focus());
  await expect(page.getByRole('button', { name: 'Skip to content' })).toBeFocused();
  const stops: string[] = [];
  for (let count = 0; count < 30; count++) {
    await page.keyboard.press('Tab');
    const stop = await focusedStop(page);
    if (stop === null) break;
    expect(stop.marked, `${stop.name} shows that it has the focus`).toBe(true);
    stops.push(stop.name);
  }
  expect(stops).toEqual(expect.arrayContaining(['Models', 'New chat', 'Answer again', 'Question']));

  await page.getByRole('button', { name: 'Skip to content' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

for (const [name, viewport] of [
  ['320 px wide', { width: 320, height: 640 }],
  ['at 200 % zoom of 1280 px', { width: 640, height: 400 }],
] as const) {
  test.describe(name, () => {
    test.use({ contextOptions: { locale: 'ja-JP', viewport } });

    test('nothing is cut off sideways, and what can be pressed is large enough', async ({ page }) => {
      await passFirstRun(page, 'ja');
      await modelReady(page, 'ja');
      await questionBox(page, 'ja').fill('心臓について教えてください。');
      await questionBox(page, 'ja').press('Enter');
      await streamedPast(page, 60);
      await page.keyboard.press('Escape');
      await expect(lastAnswer(page).getByText('途中で停止')).toBeVisible();
      await onEveryScreen(page, async (screen) => {
        expect(await overflow(page), screen).toEqual([]);
        expect(await smallTargets(page), screen).toEqual([]);
      });
      if (viewport.width > 320) return;
      await page.getByRole('button', { name: 'チャットの一覧を開く' }).click();
      await expect(page.getByRole('dialog').getByRole('link', { name: '心臓について教えてください。' })).toBeVisible();
    });
  });
}

/** Elements that reach beyond the right edge, apart from what scrolls by itself. */
function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (element: Element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
    const beyond = [...document.querySelectorAll('#root *')].filter((element) => {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.right <= width + 1) return false;
      for (let parent = element.parentElement; parent; parent = parent.parentElement) {
        if (scrolls(parent) && parent.getBoundingClientRect().right <= width + 1 && parent.id !== 'root') {
          if (parent.scrollWidth <= parent.clientWidth + 1 || getComputedStyle(parent).overflowX !== 'auto')
            return false;
        }
      }
      return true;
    });
    return beyond.map((element) => `${element.tagName} ${element.textContent?.slice(0, 40)}`);
  });
}

/** Buttons and links smaller than 40 px, apart from links within a text. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('#root :is(button, a, textarea)')]
      .filter((element) => element.checkVisibility({ opacityProperty: true }) && !element.closest('p, [aria-hidden]'))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.height < 39.5 || box.width < 39.5))
      .map(
        ({ element, box }) => `${element.outerHTML.slice(0, 80)} ${Math.round(box.width)}×${Math.round(box.height)}`,
      ),
  );
}

/** What has the focus, and whether it or the box around it is marked; null when the focus has left the page. */
function focusedStop(page: Page): Promise<{ name: string; marked: boolean } | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const outlined = getComputedStyle(element).outlineStyle !== 'none';
    // A text box leaves the mark to the frame around it.
    const frames = [...document.querySelectorAll(':focus-within')];
    const framed = frames.some((frame) => getComputedStyle(frame).boxShadow !== 'none');
    const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return { name, marked: outlined || framed };
  });
}
