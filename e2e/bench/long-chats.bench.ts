import { cpus } from 'node:os';
import { changeSettings, expect, modelReady, type Page, passFirstRun, questionBox, test } from '../app/app.ts';
import { adapter } from '../browser.ts';
import { type Cost, MainThread } from './long-chats/main-thread.ts';
import { DEEP_LIST, filler, LONG_ANSWER, LONG_TABLE, SHORT_ANSWERS, store, type Wanted } from './long-chats/rows.ts';

const LENGTHS = [20, 100, 300, 1_000, 5_000];
const LISTED = 2_000;
const KEYS = 16;

const ofLength = (messages: number): Wanted => ({
  id: `length-${messages}`,
  title: `${messages} messages`,
  messages,
  answers: SHORT_ANSWERS,
});
const one = (id: string, answer: string, messages = 2): Wanted => ({ id, title: id, messages, answers: [answer] });

const MARKDOWN = [
  one('100 messages of long Markdown', LONG_ANSWER, 100),
  one('a list 200 deep', DEEP_LIST),
  one('a table of 2,000 rows', LONG_TABLE),
];

const told = ({ total, longest }: Cost) => ({
  'main thread, ms': Math.round(total),
  'longest task, ms': Math.round(longest),
});
const median = (figures: readonly number[]) => figures.toSorted((a, b) => a - b)[figures.length >> 1]!;

async function openFromList(page: Page, { id, title }: Wanted): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/chat/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(page.getByRole('article').last()).toBeVisible({ timeout: 60_000 });
}

/** Longer than the meter waits for the next key, so that each key is counted, too. */
const BETWEEN_KEYS_MS = 330;

/** What the main thread works in the time of a key, with one or without. */
async function timeOfKey(page: Page, thread: MainThread, press: boolean): Promise<number> {
  const before = await thread.time();
  if (press) await page.keyboard.press('x');
  await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), BETWEEN_KEYS_MS);
  return (await thread.time()) - before;
}

/**
 * Milliseconds that a key adds to what passes without one: the median of pairs of which one half has a key, so that what grows
 * meanwhile, as an answer does, counts in neither. A pair counts only if `valid` after it.
 */
async function costOfKey(page: Page, thread: MainThread, ready = async () => {}, valid = async () => true) {
  const pairs: { without: number; withKey: number }[] = [];
  while (pairs.length < KEYS) {
    await ready();
    const keyFirst = pairs.length % 2 === 1;
    const [first, second] = [await timeOfKey(page, thread, keyFirst), await timeOfKey(page, thread, !keyFirst)];
    const pair = keyFirst ? { withKey: first, without: second } : { without: first, withKey: second };
    if (await valid()) pairs.push(pair);
  }
  const cost = median(pairs.map(({ without, withKey }) => withKey - without));
  const base = median(pairs.map(({ without }) => without));
  return `${cost.toFixed(1)} (beside ${base.toFixed(1)}, n = ${pairs.length})`;
}

const stop = (page: Page) => page.getByRole('button', { name: /^Stop/ });

async function askAtLength(page: Page): Promise<void> {
  await questionBox(page).fill('Tell me about the heart.');
  await page.keyboard.press('Enter');
  // A short answer may have ended before it is looked at.
  await stop(page)
    .waitFor({ timeout: 5_000 })
    .catch(() => undefined);
}

test('long chats', async ({ page, address }) => {
  test.setTimeout(1_200_000);
  await passFirstRun(page);
  await changeSettings(page, [[/^Longest answer/, '512']]);
  const few = filler(5);
  await store(page, [...LENGTHS.map(ofLength), ...MARKDOWN, ...few]);
  await page.goto('about:blank');
  await page.goto(`${address}#/chat`);
  await modelReady(page);
  const thread = await MainThread.of(page);

  console.log(`${adapter}, ${cpus().length} × ${cpus()[0]?.model}`);
  const rows: Record<string, Record<string, number | string>> = {};
  for (const length of LENGTHS) {
    const opened = await thread.cost(() => openFromList(page, ofLength(length)));
    const scrolled = await thread.cost(async () => {
      await page.getByRole('article').last().hover();
      for (let step = 0; step < 20; step++) {
        await page.mouse.wheel(0, -600);
        await page.evaluate(() => new Promise(requestAnimationFrame));
      }
    });
    await questionBox(page).focus();
    const idle = await costOfKey(page, thread);
    const streams = () => stop(page).isVisible();
    const ask = async () => {
      if (!(await streams())) await askAtLength(page);
    };
    const streaming = await costOfKey(page, thread, ask, streams);
    await questionBox(page).fill('');
    rows[`${length} messages`] = {
      'open, ms': Math.round(opened.total),
      'longest task': Math.round(opened.longest),
      'a turn of the wheel': Math.round(scrolled.total / 20),
      'a key, idle': idle,
      'a key, streaming': streaming,
    };
    console.log(length, rows[`${length} messages`]);
  }
  console.table(rows);

  const opened: Record<string, object> = {};
  for (const wanted of MARKDOWN) opened[wanted.title] = told(await thread.cost(() => openFromList(page, wanted)));
  console.table(opened);
});

test(`${LISTED} chats in the list`, async ({ page, address }) => {
  test.setTimeout(1_200_000);
  await passFirstRun(page);
  const listed = filler(LISTED);
  await store(page, listed);
  await page.goto('about:blank');
  await page.goto(`${address}#/settings`);
  await modelReady(page);
  const thread = await MainThread.of(page);
  const link = (title: string) =>
    page.getByRole('complementary', { name: 'Chats' }).getByRole('link', { name: title, exact: true });
  const search = async (text: string) => {
    await page.getByRole('searchbox', { name: 'Search chats' }).fill(text);
    await expect(page.getByRole('status').filter({ hasText: /\d chats? found/ })).toBeVisible({ timeout: 60_000 });
  };
  const costs: Record<string, object> = {};
  costs['the list, from another screen'] = told(
    await thread.cost(async () => {
      await page.getByRole('link', { name: 'Chat', exact: true }).click();
      await expect(link(listed[0]!.title)).toBeVisible();
    }),
  );
  for (const wanted of listed.slice(1, 4)) {
    costs[`open "${wanted.title}"`] = told(
      await thread.cost(async () => {
        await link(wanted.title).click();
        await expect(page.getByRole('article')).toHaveCount(2);
      }),
    );
  }
  costs['scroll the list'] = told(
    await thread.cost(async () => {
      await link(listed[1]!.title).hover();
      for (let step = 0; step < 20; step++) {
        await page.mouse.wheel(0, 600);
        await page.evaluate(() => new Promise(requestAnimationFrame));
      }
    }),
  );
  costs['first search'] = told(await thread.cost(() => search('potassium')));
  costs['a word that every third chat has'] = told(await thread.cost(() => search('warfarin')));
  costs['two words of Japanese'] = told(await thread.cost(() => search('低カリウム 心電図')));
  costs['a word with a letter wrong'] = told(await thread.cost(() => search('amiodarune')));
  console.table(costs);
});
