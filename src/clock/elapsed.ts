import { steadyNow, timestamp } from './clocks';

const readClocks = () => ({ wall: timestamp(), steady: steadyNow() });

/**
 * Time that passes until something must end by itself. Of two clocks the one that says more is believed, from one look to the
 * next: the computer's may be set back, the page's may stand while the machine sleeps. So it never runs backwards, and too early
 * is the only way it errs. Looked at each second (`eachSecond`), a clock that is turned costs it no more than that second.
 */
export class Elapsed {
  private seen = readClocks();
  private passed = 0;

  restart(): void {
    this.seen = readClocks();
    this.passed = 0;
  }

  /** Milliseconds since the start; never fewer than at the look before. */
  look(): number {
    const now = readClocks();
    this.passed += Math.max(0, now.wall - this.seen.wall, now.steady - this.seen.steady);
    this.seen = now;
    return this.passed;
  }
}
