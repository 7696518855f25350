import type { CDPSession, Page } from 'playwright/test';

/** What something cost the page's main thread, in milliseconds that its processor worked on it: other programs don't count. */
export interface Cost {
  total: number;
  /** The longest single task, during which the page answers nothing. */
  longest: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  tdur?: number;
  args: { name?: string };
}

/** Measures the main thread of a page, by Chromium's own clock of it. */
export class MainThread {
  private constructor(
    private readonly page: Page,
    private readonly devtools: CDPSession,
  ) {}

  static async of(page: Page): Promise<MainThread> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    return new MainThread(page, devtools);
  }

  /** Milliseconds of processor since the page's process began. */
  async time(): Promise<number> {
    const { metrics } = await this.devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ThreadTime')!.value * 1_000;
  }

  /** What it costs to do something and all that follows from it, until nothing on the page changes any more. */
  async cost(act: () => Promise<unknown>): Promise<Cost> {
    const events: TraceEvent[] = [];
    const collect = ({ value }: { value: object[] }) => events.push(...(value as TraceEvent[]));
    this.devtools.on('Tracing.dataCollected', collect);
    await this.devtools.send('Tracing.start', { transferMode: 'ReportEvents', categories: 'toplevel,__metadata' });
    const before = await this.time();
    await act();
    await this.quiet();
    const total = (await this.time()) - before;
    const complete = new Promise((resolve) => this.devtools.once('Tracing.tracingComplete', resolve));
    await this.devtools.send('Tracing.end');
    await complete;
    this.devtools.off('Tracing.dataCollected', collect);
    return { total, longest: longestTask(events) };
  }

  /** Resolves when the page has changed nothing for a while. */
  private quiet(): Promise<void> {
    return this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const done = () => {
            observer.disconnect();
            resolve();
          };
          let timer = setTimeout(done, 700);
          const observer = new MutationObserver(() => {
            clearTimeout(timer);
            timer = setTimeout(done, 700);
          });
          observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        }),
    );
  }
}

function longestTask(events: readonly TraceEvent[]): number {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = events.filter(({ ph, pid, tid }) => ph === 'X' && mains.has(`${pid} ${tid}`));
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1_000));
}
