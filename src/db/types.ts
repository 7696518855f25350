/** Times are milliseconds since 1970. Texts are what the person or the model wrote, untouched. */

export interface Conversation {
  id: string;
  title: string;
  createdAt: number;
  /** Of the last question or answer; the list is sorted by it. */
  updatedAt: number;
  /** The message whose path to the root is the thread on screen; null while there is none. */
  leafId: string | null;
}

/**
 * `waiting`: not begun, the model is loading or busy. `length`: cut at the token limit.
 * `interrupted`: the tab that wrote it is gone.
 */
export type AnswerState = 'waiting' | 'streaming' | 'complete' | 'length' | 'stopped' | 'interrupted' | 'failed';

/** Counts in tokens, speed in tokens per second, as the engine measured them. */
export interface AnswerUsage {
  promptTokens: number;
  completionTokens: number;
  decodeTokensPerSecond: number;
}

export interface AnswerFailure {
  /** One of the engine's error codes. */
  code: string;
  details: Readonly<Record<string, string | number | null>>;
}

interface MessageBase {
  id: string;
  conversationId: string;
  text: string;
  createdAt: number;
}

export interface Question extends MessageBase {
  role: 'user';
  /** The answer this question follows; null for the first one. */
  parentId: string | null;
}

export interface Answer extends MessageBase {
  role: 'assistant';
  /** The question it answers. Answers to one question are siblings. */
  parentId: string;
  state: AnswerState;
  model: { id: string; name: string } | null;
  usage: AnswerUsage | null;
  /** Of one that failed; of one that was stopped or interrupted, by what, where that was no person and no closed tab. */
  failure: AnswerFailure | null;
  /** So many exchanges, the oldest, were not read for it, for want of room. Absent: written before that was stored. */
  leftOut?: number;
}

export type Message = Question | Answer;

/** A text that was not sent. */
export interface Draft {
  /** Of the conversation it was typed in; '' for a new one. */
  id: string;
  text: string;
}

/*
 * Rows of the benchmark as the database has to know them. What else they hold is the benchmark's
 * business, which binds the types once (src/benchmark/rows.ts).
 */

export interface RunRow {
  id: string;
  createdAt: number;
}

/** One answer of a run, in two tables: what figures need, and the long texts beside it. */
export interface SampleRow {
  runId: string;
  /** From 0, without gaps: a run goes on at the count of its samples. */
  index: number;
}

export interface DatasetRow {
  id: string;
}

export interface DatasetItemsRow {
  id: string;
  items: unknown[];
}

export interface ProtocolRow {
  hash: string;
}

/** By which an import that was broken off finds its files again: a handle can be kept in IndexedDB and nowhere else. */
export interface ImportHandlesRow {
  /** The import's. */
  id: string;
  handles: FileSystemHandle[];
}
