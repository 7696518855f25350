import type { Fired, Op, Plan } from './ways.ts';

type Counts = Record<string, number>;

/** Counts the calls of this thread, and says of each whether it is the one that fails. */
export class Calls {
  private counts: Counts = {};
  private plan: Plan | null = null;

  constructor(
    private readonly thread: string,
    /** Hears of each call once it was counted, and of the one that fails. */
    private readonly tell: (op: Op, fired: Fired | null) => void,
  ) {}

  /** From here on calls are counted anew, as if `before` of them had been made. */
  arm(plan: Plan | null, before: Counts = {}): void {
    this.plan = plan?.thread === this.thread ? plan : null;
    this.counts = { ...before };
  }

  /** The way in which this call fails; null: it goes its own way. */
  next(op: Op, about: string): string | null {
    const nth = (this.counts[op] ?? 0) + 1;
    this.counts[op] = nth;
    const { plan } = this;
    const fails = plan !== null && plan.op === op && plan.nth === nth;
    if (fails) this.plan = null;
    this.tell(op, fails ? { ...plan, about, stack: new Error('here').stack ?? '' } : null);
    return fails ? plan.way : null;
  }
}

/** Puts `make(original)` in the place of a method. Where the browser has none there is nothing to do. */
export function replace<T extends object, K extends keyof T & string>(
  owner: T | undefined,
  name: K,
  make: (original: T[K]) => T[K],
): void {
  if (!owner || !(name in owner)) return;
  const original = owner[name];
  Object.defineProperty(owner, name, { value: make(original), configurable: true, writable: true });
}
