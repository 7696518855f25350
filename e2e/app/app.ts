import type { Request } from 'playwright/test';
import { paths } from '../../setup/run/paths.ts';
import { startServer } from '../../setup/server.ts';
import { test as base, expect, type Page } from '../browser.ts';
import { copyProfile, type Installed, install } from './installed.ts';

export { expect, type Page } from '../browser.ts';

/** HAKUI_TEST_PAGE: another folder with a built page than the one set-up makes. */
const dist = process.env.HAKUI_TEST_PAGE ?? paths.dist;
/** HAKUI_TEST_OFFLINE=1: the page of a kiosk's bundle, whose server is gone since the browser first saw it. */
const serverGone = process.env.HAKUI_TEST_OFFLINE === '1';

interface Fixtures {
  /** A folder whose data sets the page finds beside itself; null: those it was built with. */
  datasetsBeside: string | null;
  /** Whether a test is of what comes from the server, so that it keeps it where others have lost theirs. */
  ofServer: boolean;
  /** What the server sends in place of, or beside, its usual headers. */
  serverHeaders: Record<string, string>;
  /** Where the built page is served. */
  address: string;
  /** What the page asked of other origins. After every test there must be nothing. */
  foreign: string[];
  /** What a test expects on the console: anything else there fails it. */
  expectedComplaints: RegExp;
}

/** Tests of the built page as a person meets it: fresh profile, real model. */
export const test = base.extend<Fixtures, { installed: Installed | null }>({
  installed: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const installed = serverGone ? await install(visitOnce) : null;
      await use(installed);
      await installed?.remove();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  profile: async ({ profile, installed, ofServer }, use) => {
    if (installed && !ofServer) await copyProfile(installed, profile);
    await use(profile);
  },
  ofServer: [false, { option: true }],
  datasetsBeside: [null, { option: true }],
  serverHeaders: [{}, { option: true }],
  address: async ({ installed, ofServer, serverHeaders, datasetsBeside }, use) => {
    if (installed && !ofServer) return use(installed.address);
    const roots = [
      ...(datasetsBeside === null ? [] : [{ prefix: '/datasets/', dir: datasetsBeside }]),
      { prefix: '/', dir: dist },
      { prefix: '/models/', dir: paths.models },
    ];
    const server = await startServer({ roots, port: 0, headers: serverHeaders });
    await use(server.url);
    await server.close();
  },
  contextOptions: { locale: 'en-US', viewport: { width: 1280, height: 800 } },
  expectedComplaints: [/^$/, { option: true }],
  foreign: async ({ context, address }, use) => {
    const foreign: string[] = [];
    context.on('request', (request: Request) => {
      const url = request.url();
      if (/^(https?|wss?):/.test(url) && !url.startsWith(address)) foreign.push(url);
    });
    await use(foreign);
  },
  page: async ({ context, address, foreign, complaints, expectedComplaints }, use) => {
    const page = await context.newPage();
    await page.goto(address);
    await use(page);
    expect(foreign, 'requests to other origins').toEqual([]);
    const ofGoneServer = serverGone ? /ERR_CONNECTION_REFUSED/ : /^$/;
    const unexpected = complaints.filter((text) => !expectedComplaints.test(text) && !ofGoneServer.test(text));
    expect(unexpected, 'on the console').toEqual([]);
  },
});

/** A visit after which the browser needs no server any more. */
async function visitOnce(page: Page): Promise<void> {
  await passFirstRun(page);
  await modelReady(page);
  await page.getByRole('link', { name: 'Privacy' }).click();
  await expect(page.getByText(/^Hakui works without its server.*Hakui tiny/)).toBeVisible({ timeout: 60_000 });
}

/** The texts that the helpers below press and look for, as each language has them. */
const WORDS = {
  en: {
    next: 'Next',
    start: 'Start',
    accept: 'Accept',
    ready: 'Hakui tiny ready',
    question: 'Question',
    settings: 'Settings of this model',
    close: 'Close',
  },
  ja: {
    next: '次へ',
    start: 'はじめる',
    accept: '同意する',
    ready: 'Hakui tiny 準備完了',
    question: '質問',
    settings: 'このモデルの設定',
    close: '閉じる',
  },
};

/**
 * Goes through the first run with the test fixture as the model, accepts its licence, and has it choose the likeliest token
 * always: so it says what it was made from, at length.
 */
export async function passFirstRun(page: Page, language: keyof typeof WORDS = 'en'): Promise<void> {
  const words = WORDS[language];
  const next = page.getByRole('button', { name: words.next });
  await next.click();
  await next.click();
  await page.getByRole('radio', { name: /Hakui tiny/ }).click();
  await next.click();
  await page.getByRole('button', { name: words.start }).click();
  await acceptLicence(page, language);
  await expect(questionBox(page, language)).toBeVisible();
  await changeSettings(page, [[/temperature/, '0']], language);
}

/** Turns to an empty chat; resolves when it is there, so that what is typed next is not typed into the one before. */
export async function newChat(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'New chat' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('New chat');
}

/** Says yes to the question that comes before the first use of a model. */
export async function acceptLicence(page: Page, language: keyof typeof WORDS = 'en'): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: WORDS[language].accept }).click();
}

/** Fills in fields of the model's settings, by their names, in the dialog that the chat opens. */
export async function changeSettings(
  page: Page,
  fields: [name: RegExp, value: string][],
  language: keyof typeof WORDS = 'en',
): Promise<void> {
  const words = WORDS[language];
  await page.getByRole('button', { name: words.settings }).click();
  const dialog = page.getByRole('dialog');
  for (const [name, value] of fields) await dialog.getByRole('textbox', { name }).fill(value);
  await dialog.getByRole('button', { name: words.close, exact: true }).click();
  await expect(dialog).toBeHidden();
}

export function questionBox(page: Page, language: keyof typeof WORDS = 'en') {
  return page.getByRole('textbox', { name: WORDS[language].question });
}

/** Waits until the model is in memory. */
export async function modelReady(page: Page, language: keyof typeof WORDS = 'en'): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: WORDS[language].ready })).toBeAttached({ timeout: 90_000 });
}

export const lastAnswer = (page: Page) => page.getByRole('article', { name: /^(Answer|回答)$/ }).last();

/** Waits until an answer's text has grown past a length. */
export async function streamedPast(page: Page, length: number): Promise<void> {
  await expect
    .poll(async () => (await lastAnswer(page).innerText()).length, { timeout: 90_000 })
    .toBeGreaterThan(length);
}

/** Asks, and stops the answer as soon as there is one. */
export async function askAndStop(page: Page, question: string): Promise<void> {
  await questionBox(page).fill(question);
  await questionBox(page).press('Enter');
  await expect(lastAnswer(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false');
}
