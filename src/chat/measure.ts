import type { Engine, GenerateOptions } from '@/engine/types';
import { type Fit, fitInto, reserveFor } from './fit';
import { type Exchange, promptFor } from './prompt';

/** The model that answers, as it is loaded and as its settings are now. */
export interface AnsweringModel {
  id: string;
  name: string;
  /** Tokens, prompt and answer together. */
  contextWindow: number;
  sampling: Pick<GenerateOptions, 'temperature' | 'topP' | 'repetitionPenalty'>;
  /** Null: no limit but the context. */
  maxTokens: number | null;
  /** Null: the template's own. */
  systemPrompt: string | null;
}

/** How a question stands to the model's context. In tokens, but `leftOut`. */
export interface Measure extends Fit {
  contextWindow: number;
  /** Kept for the answer. */
  reserve: number;
  /** System message and marks. */
  frame: number;
  question: number;
}

/** Counts a question after what was said before it, with the model's own tokenizer. Rejects with an EngineError. */
export async function measure(
  engine: Pick<Engine, 'countTokens'>,
  model: AnsweringModel,
  exchanges: readonly Exchange[],
  question: string,
  signal?: AbortSignal,
): Promise<Measure> {
  const { contextWindow, maxTokens, systemPrompt } = model;
  const counts = await engine.countTokens(promptFor(exchanges, question, systemPrompt), signal);
  const reserve = reserveFor(contextWindow, maxTokens);
  const whole = fitInto(counts, { contextWindow, reserve });
  return { ...whole, contextWindow, reserve, frame: counts.frame, question: counts.turns.at(-1) ?? 0 };
}
