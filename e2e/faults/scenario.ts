import type { Page } from '../browser.ts';
import type { Person } from './person.ts';

/** One thing that people do, told so that it can be done again and again. */
export interface Scenario {
  name: string;
  /** From a page at its first run to where acts begin. */
  begin(page: Page): Promise<void>;
  /** Ends when all that comes of it can be seen. */
  act(person: Person): Promise<void>;
  /** From wherever an act ended to where the next one begins. */
  back?(page: Page): Promise<void>;
  /** Alerts that belong to the act. */
  tells?: RegExp;
  /** Rows, by database/table/key, and files by their paths that the act is meant to change or to remove. */
  changes: RegExp;
  /** Rows that may be gone where the act broke off, and are there again after the next. */
  takesAway?: RegExp;
}
