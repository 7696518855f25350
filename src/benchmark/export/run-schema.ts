import { z } from 'zod';
import { LANGUAGES } from '@/i18n/languages';
import { RuleName } from '../../../model-config/models/fidelity.ts';
import { Protocol } from '../protocols/protocol';
import { DATASET_KINDS, type LeftOutReason, type Run, type RunOrigin, type RunState } from '../types';

/* run.json of a run file: everything that says where the figures come from. docs/run-files.md describes it. */

const count = z.int().nonnegative();
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const details = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

/** The keys of a record that must have them all, so that no member of a union is forgotten. */
const allOf = <T extends string>(members: Record<T, true>) => z.enum(Object.keys(members) as [T, ...T[]]);

const Reason = allOf<LeftOutReason>({
  filtered: true,
  'other-part': true,
  'over-limit': true,
  'no-text': true,
  'needs-picture': true,
  'gold-not-options': true,
  'option-count': true,
  'question-too-long': true,
});
const State = allOf<RunState>({ queued: true, running: true, paused: true, done: true, cancelled: true });
const Origin = allOf<RunOrigin>({ local: true, imported: true, predictions: true, merged: true });

export const Failure = z.strictObject({ code: z.string().min(1), details });

const Selection = z.strictObject({
  years: z.array(z.int()),
  blocks: z.array(z.string()),
  categories: z.array(z.string()),
  textOnly: z.boolean(),
  limit: count.nullable(),
  shuffleItems: z.int().nullable(),
  shuffleOptions: z.int().nullable(),
  part: z
    .strictObject({ index: count, of: z.int().positive() })
    .refine(({ index, of }) => index < of, { message: 'not-allowed' })
    .nullable(),
});

const Plan = z.strictObject({
  dataset: z.strictObject({ id: Sha256, kind: z.enum(DATASET_KINDS), name: z.string() }),
  language: z.enum(LANGUAGES),
  protocol: Protocol,
  protocolHash: Sha256,
  selection: Selection,
});

const Model = z.strictObject({
  id: z.string(),
  name: z.string(),
  quantization: z.string(),
  adapterClass: z.string(),
  device: z.string(),
  weightsHash: Sha256.nullable(),
  libraryHash: Sha256.nullable(),
  contextWindow: count,
  fidelity: z
    .strictObject({
      rule: RuleName.nullable(),
      tokens: count,
      meanKl: z.number().nonnegative(),
      sameToken: z.number().min(0).max(1),
      heldOut: Sha256,
    })
    .nullable()
    .optional(),
});

export const RUN_FORMAT = 'hakui-run';
export const RUN_FORMAT_VERSION = 1;

/** Asked first, so that a later format is called by its name and not by a field it lacks. */
export const RunFormat = z.object({ format: z.string(), version: z.int() });

export const RunJson = z.strictObject({
  format: z.literal(RUN_FORMAT),
  version: z.literal(RUN_FORMAT_VERSION),
  run: z.strictObject({
    id: z.string().min(1).max(200),
    origin: Origin,
    createdAt: z.int().nonnegative(),
    state: State,
    modelId: z.string(),
    model: Model.nullable(),
    appVersion: z.string(),
    total: count,
    leftOut: z.partialRecord(Reason, count),
    fault: Failure.nullable(),
    plan: Plan,
  }),
  /** How many lines samples.jsonl has. */
  samples: count,
  /** For people and other tools; the app works them out of the samples. */
  figures: z.strictObject({ done: count, failed: count, correct: count }),
});
export type RunJson = z.infer<typeof RunJson>;

/** Without what only the browser knows that asked. */
export function runJsonOf(run: Run, samples: number, figures: RunJson['figures']): RunJson {
  const { id, origin, createdAt, state, modelId, model, appVersion, total, leftOut, fault, plan } = run;
  return {
    format: RUN_FORMAT,
    version: RUN_FORMAT_VERSION,
    run: {
      id,
      origin,
      createdAt,
      state,
      modelId,
      model,
      appVersion,
      total,
      leftOut,
      fault: fault && { ...fault },
      plan,
    },
    samples,
    figures,
  };
}
