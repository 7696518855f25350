import type { ModelArtifacts } from '@/models/artifacts';
import type { DeviceReport } from '@/models/capability';
import type { Quantization } from '../../model-config/models/quantization.ts';
import type { AdapterClass } from '../../model-config/models/record.ts';
import type { TokenCounts } from '../../model-config/prompt/counts.ts';
import type { EngineError } from './errors';

export type { TokenCounts };

/** Where a load stands. `fraction` is over the whole load; `secondsLeft` is null until it can be told. */
export interface LoadProgress {
  phase: 'checking' | 'downloading' | 'reading' | 'compiling' | 'warming';
  loadedBytes: number;
  totalBytes: number;
  fraction: number;
  secondsLeft: number | null;
}

export interface LoadedModel {
  id: string;
  quantization: Quantization;
  adapterClass: AdapterClass;
  device: DeviceReport;
  /** Tokens, prompt and answer together. */
  contextWindow: number;
  gpuMemoryBytes: number;
  loadSeconds: number;
}

export type EngineStatus =
  | { state: 'idle' }
  | { state: 'loading'; modelId: string; progress: LoadProgress }
  | { state: 'ready'; model: LoadedModel }
  | { state: 'generating'; model: LoadedModel }
  /** A cancelled generation's last kernel still runs; the next request waits for it. */
  | { state: 'stopping'; model: LoadedModel }
  /** The device was lost; the model is being loaded again by itself (once a minute at most). */
  | { state: 'recovering'; model: LoadedModel }
  | { state: 'failed'; error: EngineError };

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** What a model is asked: a conversation in its own template, or a raw prompt. */
export type Input = Conversation | string;

export interface Conversation {
  messages: ChatMessage[];
  /** What a template that writes the date takes for today, in milliseconds since 1970; the present unless stated. */
  date?: number;
}

export interface GenerateOptions {
  maxTokens?: number;
  /** 0 is greedy. Log-probabilities are those after temperature: ask for them at 1. */
  temperature?: number;
  topP?: number;
  /** Above 1, tokens the answer has already are made less likely, the same for each; 1 (unless stated) does nothing. */
  repetitionPenalty?: number;
  seed?: number;
  stop?: string[];
  /** How many of the likeliest tokens to report at each position, 0 to 5. */
  topLogprobs?: number;
  signal?: AbortSignal;
}

export interface TokenLogprob {
  token: string;
  logprob: number;
}

export interface TokenReport extends TokenLogprob {
  top: TokenLogprob[];
}

/** Counts in tokens, speeds in tokens per second, times in seconds; as web-llm measured them. */
export interface Usage {
  promptTokens: number;
  completionTokens: number;
  prefillTokensPerSecond: number;
  decodeTokensPerSecond: number;
  timeToFirstToken: number;
  totalSeconds: number;
}

/** What `scoreChoices` finds. */
export interface ChoiceScores {
  /** In the candidates' order, relative to one another: their probabilities sum to 1. */
  logprobs: number[];
  promptTokens: number;
  prefillSeconds: number;
}

export type Delta =
  | { kind: 'text'; text: string; tokens?: TokenReport[] }
  | { kind: 'end'; finish: 'stop' | 'length'; usage: Usage };

/**
 * The one way to a model. Every method rejects with an EngineError. One request at a time: a second
 * one waits for the first.
 */
export interface Engine {
  readonly status: EngineStatus;
  /** Called after every change of status; returns the way to stop listening. */
  subscribe(listener: () => void): () => void;
  /** Loads a model, replacing the one loaded. Aborting rejects with code 'cancelled' and leaves the engine idle. */
  load(artifacts: ModelArtifacts, onProgress?: (p: LoadProgress) => void, signal?: AbortSignal): Promise<LoadedModel>;
  /**
   * Answers a conversation in the model's own chat template. Nothing that is said in it becomes a control token. Tokens that the
   * key-value cache holds from the turn before are not read again. Aborting ends the iteration with code 'cancelled' within one
   * token. Rejects with `bad-request` where the template refuses the conversation.
   */
  chat(messages: ChatMessage[], options?: GenerateOptions): AsyncIterable<Delta>;
  /**
   * Answers a conversation, or continues a raw prompt without any template, as published protocols ask for: no part of that is a
   * control token either, and it begins with the token that the model's tokenizer puts before every text, if it does. The
   * whole is read from its start.
   */
  complete(input: Input, options?: GenerateOptions): AsyncIterable<Delta>;
  /**
   * Log-probability of each candidate as the next text, from one prefill. At most five candidates, each one token long.
   */
  scoreChoices(input: Input, candidates: string[], signal?: AbortSignal): Promise<ChoiceScores>;
  /**
   * How many tokens a chat takes in the model's template, read from its start. Waits for no other request:
   * it is answered while an answer is being written, too. Rejects with `not-loaded` where no model is.
   */
  countTokens(messages: ChatMessage[], signal?: AbortSignal): Promise<TokenCounts>;
  /**
   * Has the model in memory lose the turns it was told (web-llm's conversation and its key-value cache), after the requests before
   * it. The next request finds nothing of them. Does nothing where no model is loaded.
   */
  forget(): Promise<void>;
  unload(): Promise<void>;
  /**
   * One tab of a browser has the engine; in another, `load` rejects with 'other-tab'. This has that tab
   * give it up (its engine then fails with 'other-tab'), so that `load` may be called here.
   */
  takeOver(): Promise<void>;
}
