import type { Locator } from 'playwright/test';
import type { Page } from '../browser.ts';

/** How long a person waits for an ending or a way on. The page has 5 s; the rest is for a machine that has more to do than a test. */
export const PATIENCE_MS = 15_000;
const LOOK_MS = 30;

/** Something on the screen tells of a fault. */
export class Told extends Error {}

/** Neither what was waited for came, nor any word. */
export class NothingSaid extends Error {}

const alertsOn = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[role="alert"]')]
      .filter((each) => each.checkVisibility())
      .map((each) => each.innerText.replace(/\s+/g, ' ').trim())
      .filter((text) => text !== ''),
  );

/**
 * Uses the page by what can be seen and pressed. While waiting for anything a person reads what turns up: the first alert that was
 * not there before ends the act, with `Told`.
 */
export class Person {
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
    await this.until(`can press ${target}`, async () => (await target.isVisible()) && (await target.isEnabled()));
    await target.click({ timeout: PATIENCE_MS });
  }

  async type(field: Locator, text: string): Promise<void> {
    await this.until(`can type into ${field}`, async () => (await field.isVisible()) && (await field.isEditable()));
    await field.fill(text, { timeout: PATIENCE_MS });
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
      if (this.known) {
        const news = (await alertsOn(this.page)).find((text) => !this.known!.has(text) && !this.expected.test(text));
        if (news !== undefined) throw new Told(news);
      }
      if (performance.now() > end) throw new NothingSaid(`no person ${what} within ${PATIENCE_MS / 1_000} s`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}
