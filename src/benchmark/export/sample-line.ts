import { z } from 'zod';
import type { Sample, Transcript } from '../types';
import { Failure } from './run-schema';
import type { SampleRow } from './whole-run';

/* A line of samples.jsonl in a run file: an item as it was asked, with its texts. docs/run-files.md describes it. */

const MOST_OPTIONS = 26;
const count = z.int().nonnegative();
const seconds = z.number().nonnegative();
const optionList = z
  .array(
    z
      .int()
      .min(0)
      .max(MOST_OPTIONS - 1),
  )
  .max(MOST_OPTIONS);

const ascending = optionList.refine((options) => options.every((each, at) => at === 0 || options[at - 1]! < each), {
  message: 'not-allowed',
});
const everyOptionOnce = optionList.refine(
  (order) => new Set(order).size === order.length && order.every((each) => each < order.length),
  { message: 'not-allowed' },
);

const Gold = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all'), options: ascending }),
  z.strictObject({ kind: z.literal('any'), options: ascending }),
  z.strictObject({ kind: z.literal('value'), value: z.string() }),
]);

const score = z.union([z.literal(0), z.literal(1), z.null()]);

/** JSON has no infinity, which a log-probability may be. */
const logprob = z.union([z.number(), z.literal('-Infinity').transform(() => Number.NEGATIVE_INFINITY)]);

export const SampleLine = z.strictObject({
  index: count,
  itemId: z.string().min(1),
  optionOrder: everyOptionOnce,
  promptHash: z.string(),
  prediction: ascending.nullable(),
  gold: Gold,
  scores: z.strictObject({
    paperExact: score,
    paperGestalt: score,
    correctedExact: score,
    correctedGestalt: score,
    official: score,
  }),
  finish: z.enum(['stop', 'length', 'letter', 'failed']),
  promptTokens: count,
  completionTokens: count,
  prefillSeconds: seconds,
  decodeSeconds: seconds,
  wallSeconds: seconds,
  attempts: count,
  failure: Failure.nullable(),
  prompt: z.string(),
  output: z.string(),
  response: z.string(),
  logprobs: z.array(logprob).max(MOST_OPTIONS).nullable(),
});
export type SampleLine = z.output<typeof SampleLine>;

export function sampleLineOf([sample, transcript]: SampleRow): string {
  const { runId: _run, ...answered } = sample;
  const { prompt, output, response } = transcript;
  const logprobs = transcript.logprobs?.map((each) => (each === Number.NEGATIVE_INFINITY ? '-Infinity' : each)) ?? null;
  return JSON.stringify({ ...answered, prompt, output, response, logprobs });
}

export function rowOf(runId: string, line: SampleLine): SampleRow {
  const { prompt, output, response, logprobs, ...answered } = line;
  const sample: Sample = { runId, ...answered };
  const transcript: Transcript = { runId, index: line.index, prompt, output, response, logprobs };
  return [sample, transcript];
}
