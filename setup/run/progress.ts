import { formatSeconds } from './units.ts';

/** What a running step tells about itself. */
export interface StepReport {
  /** How much of a known whole is done, in any unit: gives percent and time left. */
  progress(done: number, total: number): void;
  /** A word on what is being done now. */
  detail(text: string): void;
}

interface Running {
  name: string;
  started: number;
  detail: string;
  done: number;
  total: number;
}

export interface Terminal {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

const REDRAW_MS = 200;
/** Without a terminal (a log file, CI) lines can't be redrawn: a sign of life this often. */
const PLAIN_MS = 10_000;

/**
 * One line for every finished step, and below them one for what runs now (several steps may run at
 * once). Seconds since the step began; with a known whole, percent and time left at the pace so far.
 */
export class ProgressLines {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  readonly #running = new Set<Running>();
  #timer: NodeJS.Timeout | null = null;
  #drawn = false;

  constructor(terminal: Terminal = process.stdout, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
  }

  /** Runs the work under a line of its own; the line says how it ended. */
  async during<T>(name: string, work: (report: StepReport) => Promise<T>): Promise<T> {
    const step: Running = { name, started: this.#now(), detail: '', done: 0, total: 0 };
    this.#running.add(step);
    this.#watch();
    const report: StepReport = {
      progress: (done, total) => Object.assign(step, { done, total }),
      detail: (text) => Object.assign(step, { detail: text }),
    };
    try {
      const result = await work(report);
      this.#end(step, '✓');
      return result;
    } catch (error) {
      this.#end(step, '✗');
      throw error;
    }
  }

  /** A line of its own among the steps' lines. */
  say(text: string): void {
    this.#clear();
    this.#terminal.write(`${text}\n`);
    if (this.#terminal.isTTY) this.#draw();
  }

  #end(step: Running, mark: string): void {
    this.#running.delete(step);
    if (this.#running.size === 0 && this.#timer) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    this.say(`${mark} ${step.name.padEnd(56)} ${formatSeconds(this.#seconds(step))}`);
  }

  #watch(): void {
    this.#timer ??= setInterval(() => this.#draw(), this.#terminal.isTTY ? REDRAW_MS : PLAIN_MS).unref();
  }

  #seconds(step: Running): number {
    return (this.#now() - step.started) / 1000;
  }

  #state(step: Running): string {
    const seconds = this.#seconds(step);
    const detail = step.detail ? `, ${step.detail}` : '';
    if (step.total === 0 || step.done === 0) return `${step.name} ${formatSeconds(seconds)}${detail}`;
    const fraction = Math.min(1, step.done / step.total);
    const left = (seconds * (1 - fraction)) / fraction;
    return `${step.name} ${Math.floor(fraction * 100)}%, ${formatSeconds(left)} left${detail}`;
  }

  #draw(): void {
    if (this.#running.size === 0) return;
    const line = `… ${[...this.#running].map((step) => this.#state(step)).join(' · ')}`;
    if (!this.#terminal.isTTY) {
      this.#terminal.write(`${line}\n`);
      return;
    }
    this.#clear();
    this.#terminal.write(line.slice(0, (this.#terminal.columns ?? 80) - 1));
    this.#drawn = true;
  }

  #clear(): void {
    if (!this.#drawn) return;
    this.#terminal.write('\r\x1b[2K');
    this.#drawn = false;
  }
}
