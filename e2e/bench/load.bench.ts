import { cpus } from 'node:os';
import { adapter, type Page } from '../browser.ts';
import { test } from '../engine/harness.ts';
import { type Copies, countCopies } from './count-copies.ts';

const MODELS = ['hakui-tiny', 'smollm2-135m-instruct'];
/** How web-llm reads a stored file: as a File, or through a synchronous handle, which only a worker has. */
const MODES = ['async', 'sync'] as const;
type Mode = (typeof MODES)[number];
const RUNS = 7;

interface Load {
  /** Seconds in each phase that a load goes through. */
  phases: Record<string, number>;
  seconds: number;
  weightBytes: number;
}

function load(page: Page, id: string): Promise<Load> {
  return page.evaluate(async (id) => {
    const { hakui } = window;
    const { manifests } = await hakui.readPrepared();
    const record = hakui.records.find((each) => each.id === id)!;
    const artifacts = hakui.resolveArtifacts(record, manifests.get(id), await hakui.describeDevice());
    const started = performance.now();
    const begun: [phase: string, at: number][] = [];
    await hakui.engine.load(artifacts, ({ phase }) => {
      if (begun.at(-1)?.[0] !== phase) begun.push([phase, performance.now()]);
    });
    const ended = performance.now();
    // From the start of the worker on, which the first report ends.
    const starts = begun.map(([, at], index) => (index === 0 ? started : at));
    const phases = begun.map(([phase], index) => [phase, ((starts[index + 1] ?? ended) - starts[index]!) / 1_000]);
    const shards = artifacts.files.filter(({ url }) => url.endsWith('.bin'));
    const weightBytes = shards.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
    return { phases: Object.fromEntries(phases), seconds: (ended - started) / 1_000, weightBytes };
  }, id);
}

/** Serves the engine's worker with another access mode, and with counters before it. */
async function changeWorker(page: Page, changes: () => { mode: Mode; count: boolean }): Promise<void> {
  await page.route(/\/worker-[^/]+\.js$/, async (route) => {
    const { mode, count } = changes();
    // As it is: a changed worker comes through the test's own process, and starts later for it.
    if (mode === 'async' && !count) return route.continue();
    const code = await (await route.fetch()).text();
    const changed = code.replace(/cacheBackend:(["'`])opfs\1/, `$&,opfsAccessMode:"${mode}"`);
    if (changed === code) throw new Error('the worker sets its cache in other words than this benchmark knows');
    await route.fulfill({
      contentType: 'text/javascript',
      body: count ? `(${countCopies})();\n${changed}` : changed,
    });
  });
}

test('loading a stored model: seconds by phase, and how often a byte is copied', async ({ page }) => {
  let [mode, count]: [Mode, boolean] = ['async', false];
  await changeWorker(page, () => ({ mode, count }));
  console.log(`${adapter}, ${cpus().length} × ${cpus()[0]?.model}`);
  for (const id of MODELS) {
    // The first load downloads and compiles; what is measured begins with the second.
    await load(page, id);
    const loads: Record<Mode, Load[]> = { async: [], sync: [] };
    for (let run = 0; run < RUNS; run += 1) {
      for (mode of run % 2 === 0 ? MODES : MODES.toReversed()) loads[mode].push(await load(page, id));
    }
    console.log(`${id}: ${inWords(loads.async)}`);
    const ratios = loads.sync.map(({ phases }, run) => phases.reading! / loads.async[run]!.phases.reading!);
    console.log(`${id}, sync to async, reading, pair by pair: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`);

    count = true;
    for (mode of MODES) {
      const { weightBytes } = await load(page, id);
      const copies = await page
        .workers()
        .at(-1)!
        .evaluate(() => (globalThis as unknown as { copies: Copies }).copies);
      const perByte = Object.entries(copies).map(([way, bytes]) => `${way} ${(bytes / weightBytes).toFixed(3)}`);
      console.log(`${id}, ${mode}, per byte of ${weightBytes} of weights: ${perByte.join(', ')}`);
    }
    count = false;
  }
});

function inWords(loads: Load[]): string {
  const phases = Object.keys(loads[0]!.phases).map(
    (phase) => `${phase} ${median(loads.map((each) => each.phases[phase] ?? 0)).toFixed(2)}`,
  );
  return `${phases.join(', ')}, whole ${median(loads.map(({ seconds }) => seconds)).toFixed(2)} s`;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
