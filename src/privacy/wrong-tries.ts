import { z } from 'zod';
import { steadyNow } from '@/clock/clocks';
import { eachSecond } from '@/clock/each-second';

/** How long the next try has to wait after wrong ones in a row. */
export interface TryRules {
  /** Where it is kept in localStorage, so that loading the page again gives no new tries. */
  storedAt: string;
  /** So many may be wrong before it costs time. */
  free: number;
  /** For the first that costs time; doubled with each further one. */
  firstMs: number;
  longestMs: number;
}

/** `leftMs` is what is left of the wait, and no point in time: a clock that is turned neither ends a wait nor lengthens it. */
const Kept = z.object({ id: z.string(), wrong: z.int().min(1), leftMs: z.number().min(0) });
type Kept = z.infer<typeof Kept>;

/** `unknown`: what is stored cannot be asked for. */
type Stored = Kept | null | 'damaged' | 'unknown';

/**
 * Wrong tries at a secret, of all tabs together. A wait goes by the page's own clock, so while no page is open none of it passes;
 * it is never longer than the rules' longest. A record that is damaged counts as the longest wait.
 */
export class WrongTries {
  private id: string | null = null;
  private wrong = 0;
  private until = 0;
  /** What could not be written down holds in this tab, whatever is stored. */
  private unsaved = false;
  private stopKeeping: (() => void) | null = null;

  constructor(private readonly rules: TryRules) {
    this.follow(this.read());
  }

  /** Milliseconds until a try is taken; 0: one is taken now. */
  waitMs(): number {
    if (!this.unsaved) this.follow(this.read());
    return this.left();
  }

  /** One more was wrong. */
  count(): void {
    this.waitMs();
    this.begin(crypto.randomUUID(), this.wrong + 1, this.delayAfter(this.wrong + 1));
    this.keep();
  }

  /** One was right. */
  forget(): void {
    this.begin(null, 0, 0);
    this.unsaved = false;
    try {
      localStorage.removeItem(this.rules.storedAt);
    } catch {
      // Where nothing can be stored, nothing was.
    }
  }

  /** After so many wrong ones in a row, in milliseconds. */
  delayAfter(wrong: number): number {
    const { free, firstMs, longestMs } = this.rules;
    return wrong < free ? 0 : Math.min(firstMs * 2 ** (wrong - free), longestMs);
  }

  /** Another tab had a wrong one, or the right one. */
  private follow(stored: Stored): void {
    if (stored === 'unknown') return;
    if (stored === 'damaged') {
      this.begin(crypto.randomUUID(), this.rules.free, this.rules.longestMs);
      this.keep();
    } else if (stored === null) {
      if (this.id !== null) this.begin(null, 0, 0);
    } else if (stored.id !== this.id) {
      this.begin(stored.id, stored.wrong, Math.min(stored.leftMs, this.rules.longestMs));
    }
  }

  private begin(id: string | null, wrong: number, delayMs: number): void {
    this.id = id;
    this.wrong = wrong;
    this.until = steadyNow() + delayMs;
    this.stopKeeping?.();
    this.stopKeeping = delayMs > 0 ? eachSecond(() => this.tick()) : null;
  }

  private tick(): void {
    this.waitMs();
    this.keep();
  }

  private left(): number {
    return Math.max(0, this.until - steadyNow());
  }

  /** Writes down what is left; once nothing is, how many were wrong stays. */
  private keep(): void {
    const { id, wrong } = this;
    const leftMs = this.left();
    if (leftMs === 0) {
      this.stopKeeping?.();
      this.stopKeeping = null;
    }
    if (id === null) return;
    try {
      localStorage.setItem(this.rules.storedAt, JSON.stringify({ id, wrong, leftMs } satisfies Kept));
      this.unsaved = false;
    } catch {
      this.unsaved = true;
    }
  }

  private read(): Stored {
    let text: string | null;
    try {
      text = localStorage.getItem(this.rules.storedAt);
    } catch {
      return 'unknown';
    }
    if (text === null) return null;
    try {
      return Kept.parse(JSON.parse(text));
    } catch {
      return 'damaged';
    }
  }
}
