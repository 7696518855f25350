import type { ChatMessage, Delta, GenerateOptions, TokenReport, Usage } from '../../src/engine/types.ts';
import type { Page } from '../browser.ts';

export interface Answer {
  text: string;
  pieces: number;
  tokens: TokenReport[];
  finish: string | null;
  usage: Usage | null;
  failed: { code: string; details: Record<string, unknown> } | null;
  /** What the engine was doing when the iteration ended. */
  stateAtEnd: string;
}

export interface Ask {
  messages?: ChatMessage[];
  prompt?: string;
  options?: Omit<GenerateOptions, 'signal'>;
  /** Cancels after so many pieces of text; 0: as soon as the engine has begun. */
  cancelAfterPieces?: number;
}

/** Asks the engine on the page and reads the answer to its end. */
export async function ask(page: Page, request: Ask): Promise<Answer> {
  return page.evaluate(async ({ messages, prompt = '', options = {}, cancelAfterPieces }) => {
    const controller = new AbortController();
    const answer: Answer = {
      text: '',
      pieces: 0,
      tokens: [],
      finish: null,
      usage: null,
      failed: null,
      stateAtEnd: '',
    };
    const read = (delta: Delta) => {
      if (delta.kind === 'end') {
        answer.finish = delta.finish;
        answer.usage = delta.usage;
        return;
      }
      answer.text += delta.text;
      answer.pieces += 1;
      answer.tokens.push(...(delta.tokens ?? []));
      if (answer.pieces === cancelAfterPieces) controller.abort();
    };
    const all = { ...options, signal: controller.signal };
    const { engine } = window.hakui;
    const forget = engine.subscribe(() => {
      // In a task of its own, so that the worker has the request first.
      if (cancelAfterPieces === 0 && engine.status.state === 'generating') setTimeout(() => controller.abort());
    });
    try {
      for await (const delta of messages ? engine.chat(messages, all) : engine.complete(prompt, all)) read(delta);
    } catch (error) {
      const { code, details } = error as NonNullable<Answer['failed']>;
      answer.failed = { code, details };
    }
    answer.stateAtEnd = engine.status.state;
    forget();
    return answer;
  }, request);
}

/** The engine's state, once it is one of these. */
export async function stateIs(page: Page, ...states: string[]): Promise<void> {
  await page.waitForFunction((wanted) => wanted.includes(window.hakui.engine.status.state), states, {
    timeout: 120_000,
  });
}
