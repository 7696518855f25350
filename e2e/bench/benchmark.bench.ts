import { cpus } from 'node:os';
import type { Dataset } from '../../src/benchmark/types.ts';
import { planFor, protocolCalled, sampleDataset } from '../benchmark/sample-plan.ts';
import { adapter } from '../browser.ts';
import { test } from '../engine/harness.ts';
import { loadWith } from '../numeric/drive.ts';

const STORED = 10_000;
/** Items at each end of the run that are timed. */
const TIMED = 500;

/** The sample's items over and over, under ids of their own. */
async function largeDataset(): Promise<Dataset> {
  const sample = await sampleDataset();
  const items = Array.from({ length: STORED }, (_, index) => {
    const item = sample.items[index % sample.items.length]!;
    return { ...item, id: `${item.id}-${index}` };
  });
  return { ...sample, items };
}

test('what the app adds to an item, and what it takes to read a run of 10,000', async ({ page }) => {
  const dataset = await largeDataset();
  const { plan } = planFor(dataset, protocolCalled('letter'), STORED);
  const figures = await page.evaluate(
    async ({ plan, items, timed }) => {
      const { rows, prepareRun, runItems } = window.hakui.benchmark;
      const { records } = window.hakui;
      const record = records.find(({ id }) => id === 'hakui-tiny')!;
      // An engine that takes no time: what is left is the app.
      const engine = {
        status: { state: 'idle' as const },
        scoreChoices: async () => ({ logprobs: [-1, -2, -3, -4, -5], promptTokens: 100, prefillSeconds: 0 }),
        complete: () => {
          throw new Error('not asked');
        },
      };
      const loaded = { id: record.id, device: { name: 'none' }, contextWindow: 1024 };
      const artifacts = { files: [], template: record.template };
      const readyModel = async () => ({ name: record.name, artifacts, loaded });
      await rows.addDataset(
        { ...plan.dataset, languages: ['ja', 'en'], files: [], itemCount: items.length, addedAt: 0 },
        { id: plan.dataset.id, items },
      );
      const id = 'bench';
      await rows.addRuns([
        {
          id,
          origin: 'local',
          createdAt: 0,
          position: 0,
          state: 'running',
          plan,
          model: null,
          modelId: record.id,
          appVersion: '',
          total: 0,
          done: 0,
          failed: 0,
          correct: 0,
          trend: [],
          leftOut: {},
          fault: null,
        },
      ]);
      const ends: number[] = [];
      const prepare = prepareRun({ rows, engine, readyModel } as unknown as Parameters<typeof prepareRun>[0]);
      const counted = {
        ...rows,
        addSample: async (...row: Parameters<typeof rows.addSample>) => {
          await rows.addSample(...row);
          ends.push(performance.now());
        },
      };
      await runItems({ rows: counted, prepare, now: () => performance.now() }, id, new AbortController().signal);
      const perItem = (from: number, to: number) => (ends[to]! - ends[from]!) / (to - from);
      const begun = performance.now();
      const samples = await rows.samplesOf(id);
      const read = performance.now() - begun;
      return {
        first: perItem(0, timed),
        last: perItem(ends.length - 1 - timed, ends.length - 1),
        read,
        count: samples.length,
      };
    },
    { plan, items: dataset.items, timed: TIMED },
  );
  console.log(`${adapter}, ${cpus().length} × ${cpus()[0]?.model}`);
  console.log(
    `app per item: first ${TIMED} ${figures.first.toFixed(2)} ms, last ${TIMED} of ${STORED} ${figures.last.toFixed(2)} ms`,
  );
  console.log(`reading the ${figures.count} samples: ${figures.read.toFixed(0)} ms`);
});

test('a letter against 256 tokens of text on the same items', async ({ page }) => {
  const dataset = await sampleDataset();
  const record = await loadWith(page, 'smollm2-135m-instruct', { quantization: 'q4f32_1', adapterClass: 'software' });
  const seconds: number[] = [];
  for (const id of ['letter', 'own-alpaca-shape']) {
    // The latter writes up to 256 tokens, as the published evaluator has a model do.
    const { plan, asked } = planFor(dataset, protocolCalled(id), 4);
    const taken = await page.evaluate(
      async ([plan, asked, template]) => {
        const { engine, askItem } = window.hakui;
        const signal = new AbortController().signal;
        const ask = (planned: (typeof asked)[number]) => askItem(engine, { plan, planned, template, date: 0 }, signal);
        await ask(asked[0]!);
        const begun = performance.now();
        let tokens = 0;
        for (const planned of asked) tokens += (await ask(planned)).sample.completionTokens;
        return { seconds: (performance.now() - begun) / 1000 / asked.length, tokens: tokens / asked.length };
      },
      [plan, asked, record.template] as const,
    );
    seconds.push(taken.seconds);
    console.log(`${id}: ${taken.seconds.toFixed(2)} s an item, ${taken.tokens} tokens written`);
  }
  console.log(`ratio ${(seconds[1]! / seconds[0]!).toFixed(1)}`);
});
