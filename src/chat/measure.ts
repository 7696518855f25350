import type { Message } from '@/db/types';
import type { Engine, GenerateOptions } from '@/engine/types';
import { reserveFor } from '@/models/settings/reserve';
import { type Fit, fitInto, type TooLong, whatIsTooLong } from './fit';
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
  /** What to shorten; null where the question fits. */
  tooLong: TooLong | null;
}

/** Counts a question after what was said before it, with the model's own tokenizer. Rejects with an EngineError. */
export type MeasureQuestion = (
  model: AnsweringModel,
  exchanges: readonly Exchange[],
  question: string,
  signal?: AbortSignal,
) => Promise<Measure>;

/** Of texts together, at least this many are counted at once: each time is a message to the engine's worker and back. */
const CHARACTERS_AT_ONCE = 4_096;

/**
 * Counts each message once for each model, the newest first, and none that the context has no room for: a conversation may have
 * thousands, and the question is counted anew with every pause in typing.
 */
export function createMeasure(engine: Pick<Engine, 'countTokens'>): MeasureQuestion {
  /** By the message, of which there is one object as long as its conversation is in memory. */
  const counted = new WeakMap<Message, { modelId: string; tokens: number }>();

  return async (model, exchanges, question, signal) => {
    const { contextWindow, maxTokens, systemPrompt } = model;
    const reserve = reserveFor(contextWindow, maxTokens);
    const known = (message: Message) => {
      const count = counted.get(message);
      return count?.modelId === model.id ? count.tokens : null;
    };
    const tokensOf = ({ question: asked, answer }: Exchange) => {
      const [a, b] = [known(asked), known(answer)];
      return a === null || b === null ? null : a + b;
    };
    let first = exchanges.length;
    let used = 0;
    /** Takes those that are counted, while there is room; true where no further one has to be counted. */
    const takeCounted = (): boolean => {
      while (first > 0 && used + reserve <= contextWindow) {
        const tokens = tokensOf(exchanges[first - 1]!);
        if (tokens === null) return false;
        used += tokens;
        first -= 1;
      }
      return true;
    };

    let own: { frame: number; question: number } | null = null;
    while (!takeCounted() || own === null) {
      const next = uncounted(exchanges.slice(0, first), (exchange) => tokensOf(exchange) !== null);
      const { frame, turns } = await engine.countTokens(promptFor(next, question, systemPrompt), signal);
      next.forEach(({ question: asked, answer }, at) => {
        counted.set(asked, { modelId: model.id, tokens: turns[2 * at]! });
        counted.set(answer, { modelId: model.id, tokens: turns[2 * at + 1]! });
      });
      if (own === null) {
        own = { frame, question: turns.at(-1) ?? 0 };
        used += own.frame + own.question;
      }
    }
    const turns = exchanges.slice(first).flatMap((exchange) => [known(exchange.question)!, known(exchange.answer)!]);
    const fit = fitInto({ frame: own.frame, turns: [...turns, own.question] }, { contextWindow, reserve });
    const lengths = { ...own, ownInstructions: systemPrompt !== null };
    const tooLong = fit.fits ? null : whatIsTooLong(lengths, { contextWindow, reserve });
    return { ...fit, ...own, leftOut: first + fit.leftOut, contextWindow, reserve, tooLong };
  };
}

/** The last exchanges up to one that is counted, of enough characters to be worth the way. */
function uncounted(exchanges: readonly Exchange[], isCounted: (exchange: Exchange) => boolean): Exchange[] {
  let first = exchanges.length;
  for (let characters = 0; first > 0 && characters < CHARACTERS_AT_ONCE; first--) {
    const exchange = exchanges[first - 1]!;
    if (isCounted(exchange)) break;
    characters += exchange.question.text.length + exchange.answer.text.length;
  }
  return exchanges.slice(first);
}
