import { z } from 'zod';
import type { ModelRecord } from '../../../model-config/models/record.ts';

/** What a person chose for one model. Null: not chosen, so as the model's record says. */
export interface ModelSettings {
  /** Tokens, prompt and answer together. Counts from the next load. */
  contextWindow: number | null;
  temperature: number | null;
  topP: number | null;
  /** Tokens of an answer at most. */
  maxTokens: number | null;
  /** 1 does nothing. */
  repetitionPenalty: number | null;
  /** Said to the model before every conversation. */
  systemPrompt: string | null;
}

export const NUMBER_SETTINGS = ['contextWindow', 'temperature', 'topP', 'maxTokens', 'repetitionPenalty'] as const;
export type NumberSetting = (typeof NUMBER_SETTINGS)[number];

export interface Range {
  least: number;
  most: number;
  step: number;
  whole: boolean;
}

/** Less leaves no room for a question and its answer. */
const SHORTEST_CONTEXT = 512;
/** In characters. */
export const LONGEST_SYSTEM_PROMPT = 8_000;

/** What each number may be. No library reads more than the record's context: it is compiled for that. */
export function rangesOf({ limits }: Pick<ModelRecord, 'limits'>): Record<NumberSetting, Range> {
  const { contextWindow } = limits;
  return {
    contextWindow: {
      least: Math.min(SHORTEST_CONTEXT, contextWindow),
      most: contextWindow,
      step: SHORTEST_CONTEXT,
      whole: true,
    },
    temperature: { least: 0, most: 2, step: 0.1, whole: false },
    topP: { least: 0.01, most: 1, step: 0.05, whole: false },
    maxTokens: { least: 1, most: contextWindow, step: 64, whole: true },
    repetitionPenalty: { least: 1, most: 2, step: 0.05, whole: false },
  };
}

export function isWithin(value: number, { least, most, whole }: Range): boolean {
  return value >= least && value <= most && (!whole || Number.isInteger(value));
}

/** What of a stored value may be used: what cannot be read, or is not allowed for this model, counts as not chosen. */
export function settingsFor(record: Pick<ModelRecord, 'limits'>, stored: unknown): ModelSettings {
  const ranges = rangesOf(record);
  const within = (name: NumberSetting) =>
    z
      .number()
      .refine((value) => isWithin(value, ranges[name]))
      .nullable()
      .catch(null);
  const settings = z
    .object({
      contextWindow: within('contextWindow'),
      temperature: within('temperature'),
      topP: within('topP'),
      maxTokens: within('maxTokens'),
      repetitionPenalty: within('repetitionPenalty'),
      systemPrompt: z.string().regex(/\S/).max(LONGEST_SYSTEM_PROMPT).nullable().catch(null),
    })
    .safeParse(stored);
  return settings.data ?? NOTHING_CHOSEN;
}

const NOTHING_CHOSEN: ModelSettings = {
  contextWindow: null,
  temperature: null,
  topP: null,
  maxTokens: null,
  repetitionPenalty: null,
  systemPrompt: null,
};

/** The record's own values. Answers end by themselves or with the context, so there is none for `maxTokens`. */
export function ownValues({ limits, defaults }: Pick<ModelRecord, 'limits' | 'defaults'>) {
  return {
    contextWindow: limits.contextWindow,
    temperature: defaults.temperature,
    topP: defaults.topP,
    maxTokens: null,
    repetitionPenalty: 1,
  } satisfies Record<NumberSetting, number | null>;
}
