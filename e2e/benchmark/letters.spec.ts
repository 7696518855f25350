import { launch } from '../browser.ts';
import { expect, models, test } from '../engine/harness.ts';
import { loadWith } from '../numeric/drive.ts';
import { forward } from '../numeric/reference.ts';
import { buildReadings, withReadings } from '../tokenizer/readings.ts';
import { planFor, protocolCalled, sampleDataset } from './sample-plan.ts';

const ITEMS = 12;
const MODEL = 'smollm2-135m-instruct';
/** llama.cpp takes seconds for each. */
const LLAMA_CPP_ITEMS = 6;
const LETTERS = ['A', 'B', 'C', 'D', 'E'];
/** Nats. */
const TOLERANCE = 0.02;

test('letters of sample items have the log-probabilities of an independent forward pass', async ({
  page,
  context,
  profile,
}) => {
  test.setTimeout(600_000);
  const { plan, asked } = planFor(await sampleDataset(), protocolCalled('letter'), ITEMS);
  expect(asked).toHaveLength(ITEMS);
  const record = await loadWith(page, MODEL, { quantization: 'q4f32_1', adapterClass: 'software' });
  const answers = await page.evaluate(
    async ([plan, asked, template]) => {
      const { engine, askItem } = window.hakui;
      const signal = new AbortController().signal;
      const answers = [];
      for (const planned of asked) answers.push(await askItem(engine, { plan, planned, template, date: 0 }, signal));
      return answers;
    },
    [plan, asked, record.template] as const,
  );

  const readings = await forward(
    models,
    record,
    'q4f32_1',
    answers.map(({ transcript }) => ({ text: transcript.prompt, generate: 0, anew: true, candidates: LETTERS })),
  );
  let largest = 0;
  for (const [index, { sample, transcript }] of answers.entries()) {
    const expected = readings[index]!;
    expect(sample.promptTokens).toBe(expected.promptTokens);
    const found = sample.optionOrder.map((option) => transcript.logprobs![option]!);
    for (const [position, logprob] of found.entries()) {
      const difference = Math.abs(logprob - expected.choices[position]!);
      expect(difference, `${sample.itemId} ${LETTERS[position]}`).toBeLessThanOrEqual(TOLERANCE);
      largest = Math.max(largest, difference);
    }
    const [best, next] = expected.choices.toSorted((a, b) => b - a) as [number, number];
    if (sample.gold.kind === 'all' && sample.gold.options.length === 1 && best - next > 2 * TOLERANCE) {
      expect(sample.prediction).toEqual([sample.optionOrder[expected.choices.indexOf(best)]]);
    }
  }
  test.info().annotations.push({ type: 'largest difference', description: `${largest.toFixed(4)} nats` });
  const best = answers.map(({ sample, transcript }) => {
    const shown = sample.optionOrder.map((option) => transcript.logprobs![option]!);
    return { prompt: transcript.prompt, letter: LETTERS[shown.indexOf(Math.max(...shown))]! };
  });
  await context.close();
  await compareWithLlamaCpp(best.slice(0, LLAMA_CPP_ITEMS), profile);
});

/** A figure to read, from the original file: other weights and kernels may well prefer another letter. */
async function compareWithLlamaCpp(found: { prompt: string; letter: string }[], profile: string): Promise<void> {
  const info = test.info();
  const withoutGpu = await launch(profile, false, [], {});
  await withReadings(withoutGpu, await buildReadings(info.parallelIndex), async (page) => {
    const chosen = await page.evaluate(
      async ([tokenizer, gguf, prompts, letters]) => {
        const ids = await window.readings.ids(tokenizer, letters);
        return window.readings.llamaCppChoices(gguf, prompts, ids.flat());
      },
      [
        `/models/${MODEL}/resolve/q4f32_1/tokenizer.json`,
        `/sources/${MODEL}.gguf`,
        found.map(({ prompt }) => prompt),
        LETTERS,
      ] as const,
    );
    for (const letter of chosen) expect(LETTERS).toContain(letter);
    const same = chosen.filter((letter, index) => letter === found[index]!.letter).length;
    const description = `${same} of ${found.length} letters`;
    info.annotations.push({ type: 'agreement with llama.cpp', description });
    console.log(`Agreement with llama.cpp on the original GGUF: ${description}`);
  });
  await withoutGpu.close();
}
