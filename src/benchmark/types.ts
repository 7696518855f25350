import type { Language } from '@/i18n/languages';
import type { RuleName } from '../../model-config/models/fidelity.ts';
import type { Protocol } from './protocols/protocol';

/*
 * The glossary of the benchmark. A data set holds items; an item stands in one or both languages; its
 * options are counted from 0 in the order its publisher gave them, everywhere: a run that shuffles
 * options keeps the order it showed beside them and speaks of the publisher's all the same.
 */

/** What is asked, in one language. */
export interface ItemText {
  question: string;
  /** The texts of the options. Empty where the answer is a number to be worked out. */
  options: string[];
}

/**
 * What is right. `all`: exactly these options. `any`: one of these, alone. `value`: no option but the
 * publisher's text. Indexes ascend.
 */
export type Gold =
  | { kind: 'all'; options: number[] }
  | { kind: 'any'; options: number[] }
  | { kind: 'value'; value: string };

/** Where an item stood in an examination; what its publisher does not say is null. */
export interface ItemFacts {
  /** The year of the examination. */
  year: number | null;
  /** The examination's part, 'A' to 'F' in IgakuQA. */
  block: string | null;
  category: string | null;
  points: number | null;
  /** Options that a candidate must not choose (kinki, 禁忌肢). */
  prohibited: number[];
  /** Share of candidates who answered right, 0 to 1. */
  humanAccuracy: number | null;
  /** Share of candidates who chose each option, 0 to 1. */
  humanShares: number[] | null;
}

export interface Item {
  /** As published where it is published ("112A1"); unique in its data set. */
  id: string;
  texts: Partial<Record<Language, ItemText>>;
  gold: Gold;
  /** False where the question needs a picture, which no text model sees. */
  textOnly: boolean;
  facts: ItemFacts;
}

export const DATASET_KINDS = ['igakuqa', 'medqa', 'medmcqa', 'mmlu', 'jmmlu', 'generic', 'sample'] as const;
export type DatasetKind = (typeof DATASET_KINDS)[number];

export interface DatasetFile {
  /** The path within what was dropped, with '/'. */
  name: string;
  bytes: number;
  sha256: string;
}

export interface Dataset {
  /** The content hash: SHA-256 over kind and items, so the same items have the same id on every machine. */
  id: string;
  kind: DatasetKind;
  name: string;
  languages: Language[];
  items: Item[];
  files: DatasetFile[];
}

/** Which item of a data set a run does not ask, and why; counted, never silent. */
export type LeftOutReason =
  | 'filtered'
  | 'other-part'
  | 'over-limit'
  | 'no-text'
  | 'needs-picture'
  | 'gold-not-options'
  | 'option-count'
  | 'question-too-long';

/** What of a data set a run asks. Empty lists and nulls restrict nothing. */
export interface Selection {
  years: number[];
  blocks: string[];
  categories: string[];
  textOnly: boolean;
  /** So many items at most, after the order is settled. */
  limit: number | null;
  /** Null keeps the order of the data set; a seed gives the same order on every machine. */
  shuffleItems: number | null;
  /** Null shows options as published. */
  shuffleOptions: number | null;
  /** One machine's share of the items: those whose hash is `index` modulo `of`. */
  part: { index: number; of: number } | null;
}

/** The model of a run: what it computed with, by the hashes of its files. */
export interface RunModel {
  id: string;
  name: string;
  quantization: string;
  adapterClass: string;
  /** The adapter's name as the browser tells it. */
  device: string;
  /** SHA-256 over the sorted hashes of all files but the library; null where a published file states none. */
  weightsHash: string | null;
  libraryHash: string | null;
  contextWindow: number;
  /** How far its weights are from those they were made from, where set-up measured it; absent of older runs. */
  fidelity?: RunFidelity | null;
}

/** The means of model-config/models/fidelity.ts over all texts, and which texts. */
export interface RunFidelity {
  rule: RuleName | null;
  tokens: number;
  /** KL of the original's next-token distribution and this one, nats a token. */
  meanKl: number;
  sameToken: number;
  /** SHA-256 over the texts. */
  heldOut: string;
}

/** Everything that decides what a run asks and how it is read; two runs with equal plans must agree. */
export interface RunPlan {
  dataset: { id: string; kind: DatasetKind; name: string };
  language: Language;
  /** The protocol as it was, whole. */
  protocol: Protocol;
  /** SHA-256 of the protocol's canonical JSON. */
  protocolHash: string;
  selection: Selection;
}

/**
 * `queued`: waits for its turn. `running`: a tab asks its items. `paused`: the person stopped it, or its
 * tab is gone; it goes on where it was. `done`: every item was asked, some perhaps in vain.
 */
export type RunState = 'queued' | 'running' | 'paused' | 'done' | 'cancelled';

/** `local`: made here. `imported`: from a run file. `predictions`: answers of somebody else's, scored here. `merged`: of parts. */
export type RunOrigin = 'local' | 'imported' | 'predictions' | 'merged';

export interface Run {
  id: string;
  origin: RunOrigin;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Runs of a queue go in this order. */
  position: number;
  state: RunState;
  plan: RunPlan;
  /** Of the model that answers; null until the first item is asked. */
  model: RunModel | null;
  modelId: string;
  appVersion: string;
  total: number;
  done: number;
  failed: number;
  /** Right answers by the headline metric, so that a list needs no samples. */
  correct: number;
  /** `correct` as it was at equal steps through the run (results/run-counts.ts), for the same reason. */
  trend: number[];
  leftOut: Partial<Record<LeftOutReason, number>>;
  /** Why it paused by itself, as an EngineError's code and details; null where it did not. */
  fault: { code: string; details: Readonly<Record<string, string | number | null>> } | null;
}

/** Scores of one answer. Each metric is 0 or 1; null where it does not apply. */
export interface SampleScores {
  paperExact: 0 | 1 | null;
  paperGestalt: 0 | 1 | null;
  correctedExact: 0 | 1 | null;
  correctedGestalt: 0 | 1 | null;
  official: 0 | 1 | null;
}

/** One item as a run asked it: what lists and figures need. Its texts are in the transcript. */
export interface Sample {
  runId: string;
  /** Place in the run's order, from 0. */
  index: number;
  itemId: string;
  /** The options as shown: position → index of the publisher. */
  optionOrder: number[];
  /** SHA-256 of the prompt's text. */
  promptHash: string;
  /** The options read out of the answer, publisher's indexes, ascending; null where none could be. */
  prediction: number[] | null;
  gold: Gold;
  scores: SampleScores;
  /** `letter` has no end of its own. */
  finish: 'stop' | 'length' | 'letter' | 'failed';
  promptTokens: number;
  completionTokens: number;
  /** Seconds, as the engine measured them; `wallSeconds` from asking to having. */
  prefillSeconds: number;
  decodeSeconds: number;
  wallSeconds: number;
  attempts: number;
  failure: { code: string; details: Readonly<Record<string, string | number | null>> } | null;
}

export interface Transcript {
  runId: string;
  index: number;
  prompt: string;
  output: string;
  /** What the paper's reader takes of the output. */
  response: string;
  /** Of the options in the publisher's order, among themselves; null where the method asks for none. */
  logprobs: number[] | null;
}
