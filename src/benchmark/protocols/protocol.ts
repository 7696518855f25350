import { z } from 'zod';

/*
 * A protocol: how an item becomes a prompt and an answer becomes a prediction. It is a JSON file, whole
 * and versioned, and its hash stands in every run: who has the file can ask the same again.
 */

/** A prompt's text for each language the protocol can ask in. Variables: see template.ts. */
const Localised = z.strictObject({ ja: z.string().optional(), en: z.string().optional() });

/** A worked example, put before the question in the form the templates give it. */
const Example = z.strictObject({
  question: z.string(),
  options: z.array(z.string()),
  /** What the model should have answered, as the protocol wants it written. */
  answer: z.string(),
  /** How many of its options are right, for `{{ count }}`; 1 where left out. */
  count: z.int().positive().optional(),
});

export const Protocol = z.strictObject({
  format: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  version: z.int().positive(),
  name: z.strictObject({ ja: z.string().min(1), en: z.string().min(1) }),
  description: z.strictObject({ ja: z.string(), en: z.string() }),
  /** `letter`: log-probabilities of the options' letters from one prefill. `generate`: text, which is read afterwards. */
  method: z.enum(['letter', 'generate']),
  /** `chat`: the prompt is one user turn in the model's own template. `raw`: the model continues the bare text. */
  frame: z.enum(['chat', 'raw']),
  /** The system turn of a `chat` frame; the model's own where left out. */
  system: Localised.optional(),
  prompt: Localised,
  /** How options are written into `{{ options }}`. */
  options: z.enum(['lettered-lines', 'plain-comma', 'parenthesised-lines']),
  examples: z.strictObject({ ja: z.array(Example).optional(), en: z.array(Example).optional() }).optional(),
  /** How a prediction is read out of generated text; `letter` needs none. */
  extraction: z.enum(['none', 'reasoned-letter', 'option-text', 'published']),
  decoding: z.strictObject({
    temperature: z.number().min(0),
    topP: z.number().gt(0).max(1),
    maxTokens: z.int().positive(),
    seed: z.int().nullable(),
    stop: z.array(z.string().min(1)),
  }),
  /** Questions of more characters (code points) are left out; null leaves none out. */
  longestQuestion: z.strictObject({ ja: z.int().positive(), en: z.int().positive() }).nullable(),
  /** Of IgakuQA only items with so many options, as the published evaluator asks; null takes any. */
  optionCount: z.int().positive().nullable(),
  /** The metric whose accuracy stands for the run. */
  headline: z.enum(['official', 'paperGestalt', 'paperExact', 'correctedGestalt', 'correctedExact']),
});
export type Protocol = z.infer<typeof Protocol>;
