import type { ModelArtifacts } from '@/models/artifacts';
import type { DeviceReport } from '@/models/capability';
import type { EngineErrorData } from '../errors';
import type { ChatMessage, ChoiceScores, Delta, GenerateOptions, Input, LoadProgress, TokenCounts } from '../types';

/**
 * What window and worker say to each other. Every request carries an id; the worker works on one at a
 * time, but for `count`, which needs no GPU and is answered at once. It ends each with exactly one of
 * `loaded`, `finished`, `scores`, `counts` or `failed`.
 */

/** A signal cannot cross the border: `interrupt` takes its place. */
export interface WireOptions extends Omit<GenerateOptions, 'signal'> {
  /** Whether what the key-value cache holds of the conversation may be used. */
  goesOn?: boolean;
}

export type Request =
  | { kind: 'load'; artifacts: ModelArtifacts }
  | { kind: 'generate'; input: Input; options: WireOptions }
  | { kind: 'score'; input: Input; candidates: string[] }
  | { kind: 'count'; messages: ChatMessage[] }
  | { kind: 'forget' };

/** `interrupt` names the request to be ended early; it then ends with `finished`. */
export type ToWorker = { id: number; request: Request } | { interrupt: number };

/** What the worker alone knows of a loaded model. */
export interface Loaded {
  device: DeviceReport;
  /** Seconds from the end of the download to readiness: what another load from the cache would take. */
  secondsFromCache: number;
}

export type FromWorker =
  | { kind: 'progress'; id: number; progress: LoadProgress }
  | { kind: 'loaded'; id: number; loaded: Loaded }
  | { kind: 'delta'; id: number; delta: Delta }
  | { kind: 'finished'; id: number }
  | { kind: 'scores'; id: number; scores: ChoiceScores }
  | { kind: 'counts'; id: number; counts: TokenCounts }
  | { kind: 'failed'; id: number; error: EngineErrorData }
  /** The GPU device is gone, whatever was being done: the worker is of no more use. */
  | { kind: 'lost'; error: EngineErrorData };
