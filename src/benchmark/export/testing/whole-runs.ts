import fc from 'fast-check';
import type { Protocol } from '../../protocols/protocol';
import { protocolHash } from '../../protocols/protocol-hash';
import type { Gold, Item, Run, RunModel, Sample, SampleScores, Transcript } from '../../types';
import { textHasher } from '../text-hash';
import { type SampleRow, type WholeRun, withCounts } from '../whole-run';

export const generating: Protocol = {
  format: 1,
  id: 'test-generate',
  version: 2,
  name: { ja: '試験', en: 'Test' },
  description: { ja: '', en: '' },
  method: 'generate',
  frame: 'raw',
  prompt: { ja: '{{ question }}', en: '{{ question }}' },
  options: 'plain-comma',
  extraction: 'published',
  decoding: { temperature: 0, topP: 1, maxTokens: 256, seed: null, stop: ['###'] },
  longestQuestion: { ja: 1024, en: 2048 },
  optionCount: 5,
  headline: 'paperGestalt',
};

export const lettering: Protocol = {
  ...generating,
  id: 'test-letter',
  method: 'letter',
  extraction: 'none',
  headline: 'official',
};

export const model: RunModel = {
  id: 'tiny',
  name: 'Tiny "model"',
  quantization: 'q4f32_1',
  adapterClass: 'software',
  device: 'Test, GPU',
  weightsHash: 'a'.repeat(64),
  libraryHash: 'b'.repeat(64),
  fidelity: { rule: 'calibrated', tokens: 3809, meanKl: 0.0419, sameToken: 0.893, heldOut: 'e'.repeat(64) },
  contextWindow: 4096,
};

const OPTION_COUNT = 5;

export const itemOf = (id: string, gold: Gold = { kind: 'all', options: [1] }): Item => ({
  id,
  texts: {
    ja: { question: `「${id}」はどれか。\n一つ選べ。`, options: ['い', 'ろ, は', 'に', '=ほ', 'へ.'] },
    en: { question: `Which is "${id}"?`, options: ['one', 'two, three', 'four', '=five', 'six.'] },
  },
  gold,
  textOnly: true,
  facts: {
    year: 2018,
    block: 'A',
    category: '循環器',
    points: 1,
    prohibited: [],
    humanAccuracy: 0.125,
    humanShares: null,
  },
});

export const itemsOf = (ids: readonly string[]): ReadonlyMap<string, Item> =>
  new Map(ids.map((id) => [id, itemOf(id)]));

export async function runOf(total: number, changes: Partial<Run> = {}, protocol = generating): Promise<Run> {
  return {
    id: 'run-1',
    origin: 'local',
    createdAt: Date.UTC(2026, 10, 24, 1, 2, 3),
    position: 0,
    state: 'done',
    plan: {
      dataset: { id: 'd'.repeat(64), kind: 'igakuqa', name: 'IgakuQA 2018' },
      language: 'ja',
      protocol,
      protocolHash: await protocolHash(protocol),
      selection: {
        years: [2018],
        blocks: [],
        categories: [],
        textOnly: true,
        limit: null,
        shuffleItems: 7,
        shuffleOptions: null,
        part: null,
      },
    },
    model,
    modelId: model.id,
    appVersion: '0.1.0',
    total,
    done: 0,
    failed: 0,
    correct: 0,
    trend: [],
    leftOut: { 'needs-picture': 2 },
    fault: null,
    ...changes,
  };
}

const score = fc.constantFrom<0 | 1 | null>(0, 1, null);
const scores: fc.Arbitrary<SampleScores> = fc.record({
  paperExact: score,
  paperGestalt: score,
  correctedExact: score,
  correctedGestalt: score,
  official: score,
});
/** JSON knows no -0. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => each + 0);
const seconds = fc.double({ min: 0, max: 1e6, noNaN: true }).map((each) => each + 0);
const options = fc.subarray([0, 1, 2, 3, 4]);
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constant('\ud800 =1,"\r\n'));
/** Names as codes have them: zod drops "__proto__". */
const detail = fc.stringMatching(/^[a-z][A-Za-z]{0,9}$/);
const details = fc.dictionary(detail, fc.oneof(fc.string(), number, fc.constant(null)), { noNullPrototype: true });

/** Anything that a sample may be. */
const anyRow = (runId: string, index: number): fc.Arbitrary<SampleRow> =>
  fc
    .record({
      optionOrder: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: OPTION_COUNT }),
      prediction: fc.option(options),
      gold: fc.oneof(
        options.map((each): Gold => ({ kind: 'all', options: each })),
        options.map((each): Gold => ({ kind: 'any', options: each })),
        text.map((value): Gold => ({ kind: 'value', value })),
      ),
      scores,
      finish: fc.constantFrom<Sample['finish']>('stop', 'length', 'letter', 'failed'),
      promptTokens: fc.nat(),
      completionTokens: fc.nat(),
      prefillSeconds: seconds,
      decodeSeconds: seconds,
      wallSeconds: seconds,
      attempts: fc.nat(),
      failure: fc.option(fc.record({ code: fc.string({ minLength: 1 }), details })),
      prompt: text,
      output: text,
      response: text,
      logprobs: fc.option(
        fc.array(fc.oneof(number, fc.constant(Number.NEGATIVE_INFINITY)), {
          minLength: OPTION_COUNT,
          maxLength: OPTION_COUNT,
        }),
      ),
    })
    .map(({ prompt, output, response, logprobs, ...sample }) => [
      { ...sample, runId, index, itemId: `112A${index + 1}`, promptHash: '0'.repeat(64) } satisfies Sample,
      { runId, index, prompt, output, response, logprobs } satisfies Transcript,
    ]);

export const anyRows = (runId = 'run-1', most = 6): fc.Arbitrary<SampleRow[]> =>
  fc.nat(most).chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyRow(runId, index))));

/** A run that answered the items given: the first option, by turns. */
export async function answeredRun(
  ids: readonly string[],
  changes: Partial<Run> = {},
  protocol = generating,
): Promise<WholeRun> {
  const hash = await textHasher();
  const run = await runOf(ids.length, changes, protocol);
  const letter = protocol.method === 'letter';
  const rows = ids.map((itemId, index): SampleRow => {
    const right = Number(itemId.replace(/\D/g, '')) % 2 === 0;
    const prompt = `Prompt of ${itemId}\n### 応答：\n`;
    const one = right ? 1 : 0;
    const output = letter ? '' : `${['い', 'ろ, は'][one]}\nbecause`;
    const sample: Sample = {
      runId: run.id,
      index,
      itemId,
      optionOrder: [0, 1, 2, 3, 4],
      promptHash: hash(prompt),
      prediction: [one],
      gold: { kind: 'all', options: [1] },
      scores: letter
        ? { paperExact: null, paperGestalt: null, correctedExact: null, correctedGestalt: null, official: one }
        : { paperExact: one, paperGestalt: 0, correctedExact: one, correctedGestalt: one, official: one },
      finish: letter ? 'letter' : 'stop',
      promptTokens: 20,
      completionTokens: letter ? 0 : 5,
      prefillSeconds: 0.25,
      decodeSeconds: 0.5,
      wallSeconds: 0.8,
      attempts: 1,
      failure: null,
    };
    const response = output.split('\n')[0]!;
    return [
      sample,
      { runId: run.id, index, prompt, output, response, logprobs: letter ? [-1, -0.5, -3, -4, -5] : null },
    ];
  });
  return { run: withCounts(run, rows), rows };
}
