import type { Page } from 'playwright/test';
import type { Quantization } from '../../model-config/models/quantization.ts';
import type { AdapterClass, ModelRecord } from '../../model-config/models/record.ts';
import type { ChatMessage, TokenReport } from '../../src/engine/types.ts';

export interface Library {
  quantization: Quantization;
  adapterClass: AdapterClass;
}

/** Loads a model with a library of the test's choosing, whatever the device would be given. */
export async function loadWith(page: Page, id: string, library: Library): Promise<ModelRecord> {
  return page.evaluate(
    async ({ id, library }) => {
      const { hakui } = window;
      const { manifests } = await hakui.readPrepared();
      const record = hakui.records.find((each) => each.id === id)!;
      const artifacts = hakui.resolveArtifacts(record, manifests.get(id), await hakui.describeDevice(), library);
      await hakui.engine.load(artifacts);
      return record;
    },
    { id, library },
  );
}

interface Answer {
  text: string;
  tokens: TokenReport[];
  finish: string;
  promptTokens: number;
}

/**
 * The likeliest token at every step, with log-probabilities: web-llm reports them after temperature, so
 * they are asked for at temperature 1, and a vanishing top-p leaves only the likeliest token to draw.
 */
const greedy = { temperature: 1, topP: 1e-5, topLogprobs: 5 };

/** Continues a raw prompt, or answers a conversation. */
export async function generate(page: Page, input: string | ChatMessage[], maxTokens: number): Promise<Answer> {
  return page.evaluate(
    async ({ input, options }) => {
      const { engine } = window.hakui;
      const answer: Answer = { text: '', tokens: [], finish: '', promptTokens: 0 };
      const deltas = typeof input === 'string' ? engine.complete(input, options) : engine.chat(input, options);
      for await (const delta of deltas) {
        if (delta.kind === 'text') {
          answer.text += delta.text;
          answer.tokens.push(...(delta.tokens ?? []));
        } else {
          answer.finish = delta.finish;
          answer.promptTokens = delta.usage.promptTokens;
        }
      }
      return answer;
    },
    { input, options: { ...greedy, maxTokens } },
  );
}
