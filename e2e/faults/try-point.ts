import type { Page } from '../browser.ts';
import { NothingSaid, Person, Told } from './person.ts';
import type { Scenario } from './scenario.ts';
import type { Snapshot } from './wrapper/snapshot.ts';
import type { Fired, Plan } from './wrapper/ways.ts';

/** What became of one point. */
export interface Tried {
  /** Null where the call did not come this time: then nothing was tried. */
  fired: Fired | null;
  /** What the screen told; null: the act came to its end all the same. */
  told: string | null;
  /** What must not be. */
  wrong: string[];
  /** What was on the screen when the act had ended. */
  screen: string;
}

/** Lets one call fail in an act, looks at what is left of it, and does the act again without. */
export async function tryPoint(page: Page, scenario: Scenario, plan: Plan): Promise<Tried> {
  const errors: string[] = [];
  const onError = (error: Error) => errors.push(`uncaught: ${error.stack || String(error)}`);
  page.on('pageerror', onError);
  const before = await page.evaluate(() => faults.snapshot());
  const reader = await Person.whoReads(page, scenario.tells);
  await page.evaluate((next) => faults.arm(next), plan);
  const wrong: string[] = [];
  let told: string | null = null;
  try {
    await scenario.act(reader);
  } catch (error) {
    if (error instanceof Told) told = error.message;
    else if (error instanceof NothingSaid && (await scenario.restsAt?.(page).first().isVisible())) {
      told = `${scenario.restsAt!(page)}`;
    } else if (error instanceof NothingSaid) wrong.push(`neither an ending nor a word: ${error.message}`);
    else wrong.push(`broken off: ${(error as Error).message}`);
  }
  if (wrong.length === 0) wrong.push(...(await waits(page)));
  const screen = await page.locator('body').innerText();
  const { fired, uncaught } = await page.evaluate(() => faults.state());
  await page.evaluate(() => faults.arm(null));
  wrong.push(...uncaught.map((each) => `uncaught in a worker: ${each}`));
  const meanwhile = [scenario.changes, scenario.takesAway].filter((each) => each !== undefined);
  wrong.push(...lost(before, await page.evaluate(() => faults.snapshot()), meanwhile));
  // An act that came to its end has shown already that the next one can begin.
  if (told !== null || wrong.length > 0) {
    try {
      await scenario.back?.(page);
      await scenario.act(Person.whoGoesOn(page));
      await scenario.back?.(page);
    } catch (error) {
      wrong.push(`the next try failed too: ${(error as Error).message}`);
    }
    wrong.push(...lost(before, await page.evaluate(() => faults.snapshot()), [scenario.changes]));
  } else {
    try {
      await scenario.back?.(page);
    } catch (error) {
      const now = await page.locator('body').innerText();
      wrong.push(`there is no way back: ${(error as Error).message}; on the screen: ${now}`);
    }
  }
  page.off('pageerror', onError);
  return { fired, told, wrong: [...new Set([...wrong, ...errors])], screen };
}

/** Whatever goes on without an end is wrong where nothing can be pressed to end it. */
async function waits(page: Page): Promise<string[]> {
  const busy = () =>
    page.evaluate(() => {
      const shown = (each: Element) => each.checkVisibility();
      const waiting = [...document.querySelectorAll('[aria-busy="true"], [role="progressbar"]')].filter(shown);
      const ways = [...document.querySelectorAll<HTMLButtonElement>('button:enabled')].filter(
        (each) => shown(each) && /stop|cancel|pause|again|retry|reload/i.test(`${each.ariaLabel} ${each.innerText}`),
      );
      return ways.length > 0 ? [] : waiting.map((each) => each.outerHTML.slice(0, 200));
    });
  const end = performance.now() + 5_000;
  for (;;) {
    const found = await busy();
    if (found.length === 0) return [];
    if (performance.now() > end) return found.map((html) => `waits without an end or a way out: ${html}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function lost(before: Snapshot, after: Snapshot, changes: readonly RegExp[]): string[] {
  const meant = (at: string) => changes.some((each) => each.test(at));
  const rows = Object.entries(before.rows)
    .filter(([at, row]) => !meant(at) && after.rows[at] !== row)
    .map(([at, row]) => (at in after.rows ? `changed: ${at} from ${row} to ${after.rows[at]}` : `lost: ${at} ${row}`));
  const files = Object.entries(before.files)
    .filter(([path, size]) => !meant(path) && after.files[path] !== size)
    .map(([path, size]) => `lost: file ${path} of ${size} bytes`);
  return [...rows, ...files];
}
