import type { Locator } from 'playwright/test';
import type { Page } from '../browser.ts';
import type { Person } from './person.ts';
import type { FaultSite } from './site.ts';

/** One thing that people do, told so that it can be done again and again. */
export interface Scenario {
  name: string;
  /** Serves another page than the built one, or keeps the site for what the act does to it. */
  serve?(serviceWorkerWrapper: string): Promise<FaultSite>;
  /** From a page at its first run to where acts begin. */
  begin(page: Page): Promise<void>;
  /** Ends when all that comes of it can be seen. */
  act(person: Person): Promise<void>;
  /** From wherever an act ended, or the page was loaded anew, to where the next one begins. */
  back?(page: Page): Promise<void>;
  /** Alerts that belong to the act. */
  tells?: RegExp;
  /** What stands there for good where a fault has its effect without an alert: an ending too, of which the place itself tells. */
  restsAt?(page: Page): Locator;
  /** Of what takes long a tenth as many points are drawn. */
  slow?: true;
  /** Rows, by database/table/key, and files by their paths that the act is meant to change or to remove. */
  changes: RegExp;
  /** Rows that may be gone where the act broke off, and are there again after the next. */
  takesAway?: RegExp;
}
