import { Elapsed } from '@/clock/elapsed';

/** How long nobody may touch anything. In milliseconds; the countdown is the last part of the whole. */
export interface IdleTimes {
  idleMs: number;
  countdownMs: number;
}

export interface IdleHooks {
  /** Called at each second of the countdown with whole seconds, and with null where there is none (any more). */
  onCountdown(secondsLeft: number | null): void;
  onIdle(): void;
}

/** The clocks are looked at so often, for a machine that slept and a clock that was turned. */
const LOOK_MS = 1_000;

/**
 * Tells when nobody has been there for a time. It goes by clocks and not by counted ticks: a hidden tab's timers are late, and a
 * machine that slept has none.
 */
export class IdleClock {
  private readonly untouched = new Elapsed();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private state: 'off' | 'held' | 'running' = 'off';
  /** What was told last. */
  private told: number | null = null;

  constructor(
    private readonly times: IdleTimes,
    private readonly hooks: IdleHooks,
  ) {}

  start(): void {
    this.state = 'running';
    this.anew();
  }

  stop(): void {
    this.state = 'off';
    this.rest();
  }

  /** While something goes on that may not be cut, no time passes but what the machine sleeps; it begins anew when that ends. */
  hold(held: boolean): void {
    this.check();
    if (this.state === 'off' || (this.state === 'held') === held) return;
    this.state = held ? 'held' : 'running';
    this.anew();
  }

  /** Somebody touched something. Too late is too late, and a countdown wants to be answered by `stay`. */
  touch(): void {
    if (this.state !== 'running') return;
    this.check();
    if (this.state === 'running' && this.told === null) this.untouched.restart();
  }

  /** Somebody said that they are still there. */
  stay(): void {
    if (this.state !== 'running') return;
    this.check();
    if (this.state === 'running') this.anew();
  }

  /** Looks at the clocks now: for when a tab is shown again. */
  check(): void {
    if (this.state === 'off') return;
    clearTimeout(this.timer);
    const { idleMs, countdownMs } = this.times;
    const left = idleMs - this.untouched.look();
    if (left <= 0) {
      this.stop();
      this.hooks.onIdle();
    } else if (this.state === 'held') {
      // From one look to the next: longer than the whole time only where the machine slept.
      this.untouched.restart();
      this.timer = setTimeout(() => this.check(), LOOK_MS);
    } else {
      const until = left - countdownMs;
      if (until <= 0) this.tell(Math.ceil(left / 1_000));
      // To the next whole second of the countdown, else to its beginning.
      this.timer = setTimeout(() => this.check(), Math.min(LOOK_MS, until > 0 ? until : left % 1_000 || 1_000));
    }
  }

  private anew(): void {
    this.rest();
    this.untouched.restart();
    this.check();
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.tell(null);
  }

  private tell(secondsLeft: number | null): void {
    if (secondsLeft === this.told) return;
    this.told = secondsLeft;
    this.hooks.onCountdown(secondsLeft);
  }
}
