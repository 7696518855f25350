import type { Locator } from 'playwright/test';
import type { Page } from '../browser.ts';

/** How long a person waits for an ending or a way on. The page has 5 s; the rest is for a machine that has more to do than a test. */
export const PATIENCE_MS = 15_000;
const LOOK_MS = 30;

/** Something on the screen tells of a fault. */
export class Told extends Error {}

/** Neither what was waited for came, nor any word. */
export class NothingSaid extends Error {}

const SHORT_MS = 2_000;
const done = (work: Promise<void>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );
const fills = (field: Locator, text: string) => done(field.fill(text, { timeout: SHORT_MS }));

const shown = async (page: Page) => (await page.locator('body').innerText()).replace(/\s+/g, ' ').slice(0, 600);

/** Alerts, and the ways on that are offered where the place itself tells of a fault. None while the page is loaded anew. */
const alertsOn = (page: Page) =>
  page
    .evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>('[role="alert"]'),
        ...[...document.querySelectorAll<HTMLElement>('button')].filter((each) =>
          /^(Load again|Try again|Reload)$/.test(each.innerText.trim()),
        ),
      ]
        .filter((each) => each.checkVisibility())
        .map((each) => each.innerText.replace(/\s+/g, ' ').trim())
        .filter((text) => text !== ''),
    )
    .catch((): string[] => []);

/**
 * Uses the page by what can be seen and pressed. While waiting for anything a person reads what turns up: the first alert that was
 * not there before ends the act, with `Told`.
 */
export class Person {
  /** A screen that is an ending where it was not asked for, as the vault's lock is after a clock was turned. */
  endsAt: Locator | null = null;

  private constructor(
    readonly page: Page,
    /** Null: whatever is told is not heeded. */
    private readonly known: ReadonlySet<string> | null,
    private readonly expected: RegExp = /^$/,
  ) {}

  /** `expected`: alerts that tell of no fault. */
  static async whoReads(page: Page, expected?: RegExp): Promise<Person> {
    return new Person(page, new Set(await alertsOn(page)), expected);
  }

  /** One who tries again, whatever still stands there of the time before. */
  static whoGoesOn(page: Page): Person {
    return new Person(page, null);
  }

  async press(target: Locator): Promise<void> {
    const ready = async () =>
      (await target.isVisible()) && (await done(target.click({ trial: true, timeout: SHORT_MS })));
    await this.until(`can press ${target}`, ready);
    // Once: what a busy machine presses late must not be pressed twice.
    await target.click({ timeout: PATIENCE_MS }).catch(() => this.until(`could press ${target}`, async () => false));
  }

  async type(field: Locator, text: string): Promise<void> {
    await this.until(`can type into ${field}`, async () => (await field.isVisible()) && (await fills(field, text)));
  }

  /** Whatever comes of it, the page or what the browser shows instead. */
  async reload(): Promise<void> {
    await this.page.reload().catch((error: Error) => {
      throw new NothingSaid(`the page did not load: ${error.message}`);
    });
  }

  async sees(target: Locator): Promise<void> {
    await this.until(`sees ${target}`, () => target.first().isVisible());
  }

  async seesNo(target: Locator): Promise<void> {
    await this.until(`sees no ${target}`, async () => !(await target.first().isVisible()));
  }

  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      if (await holds()) return;
      if (await this.endsAt?.isVisible()) throw new Told(`the screen became another one: ${this.endsAt}`);
      if (this.known) {
        const news = (await alertsOn(this.page)).find((text) => !this.known!.has(text) && !this.expected.test(text));
        if (news !== undefined) throw new Told(news);
      }
      if (performance.now() > end) {
        throw new NothingSaid(
          `no person ${what} within ${PATIENCE_MS / 1_000} s; on the screen: ${await shown(this.page)}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}
