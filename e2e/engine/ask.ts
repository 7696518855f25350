import type { ChatMessage, Delta, GenerateOptions, TokenReport, Usage } from '../../src/engine/types.ts';
import type { Page } from '../browser.ts';

export interface Answer {
  text: string;
  pieces: number;
  tokens: TokenReport[];
  finish: string | null;
  usage: Usage | null;
  failed: { code: string; details: Record<string, unknown> } | null;
  /** From the cancelling to the end of the iteration; null where nothing was cancelled. */
  millisecondsToCancel: number | null;
}

export interface Ask {
  messages?: ChatMessage[];
  prompt?: string;
  options?: Omit<GenerateOptions, 'signal'>;
  /** Cancels after so many pieces of text, or so many milliseconds after asking. */
  cancelAfterPieces?: number;
  cancelAfterMilliseconds?: number;
}

/** Asks the engine on the page and reads the answer to its end. */
export async function ask(page: Page, request: Ask): Promise<Answer> {
  return page.evaluate(async ({ messages, prompt = '', options = {}, cancelAfterPieces, cancelAfterMilliseconds }) => {
    const controller = new AbortController();
    let cancelledAt: number | null = null;
    const cancel = () => {
      cancelledAt = performance.now();
      controller.abort();
    };
    const answer: Answer = {
      text: '',
      pieces: 0,
      tokens: [],
      finish: null,
      usage: null,
      failed: null,
      millisecondsToCancel: null,
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
      if (answer.pieces === cancelAfterPieces) cancel();
    };
    if (cancelAfterMilliseconds !== undefined) setTimeout(cancel, cancelAfterMilliseconds);
    const all = { ...options, signal: controller.signal };
    const { engine } = window.hakui;
    try {
      for await (const delta of messages ? engine.chat(messages, all) : engine.complete(prompt, all)) read(delta);
    } catch (error) {
      const { code, details } = error as NonNullable<Answer['failed']>;
      answer.failed = { code, details };
    }
    if (cancelledAt !== null) answer.millisecondsToCancel = performance.now() - cancelledAt;
    return answer;
  }, request);
}

/** The engine's state, once it is one of these. */
export async function stateIs(page: Page, ...states: string[]): Promise<void> {
  await page.waitForFunction((wanted) => wanted.includes(window.hakui.engine.status.state), states, {
    timeout: 120_000,
  });
}
