import { timestamp } from '@/clock/clocks';
import type { Template } from '../../../model-config/models/record.ts';
import { AddedTokens } from '../../../model-config/prompt/control-tokens.ts';
import { countsOf, type TokenCounts } from '../../../model-config/prompt/counts.ts';
import { type Prompt, plainPrompt, writePrompt } from '../../../model-config/prompt/prompt.ts';
import { controlsOf, PromptTokenizer, type TokenizerJson } from '../../../model-config/prompt/prompt-tokenizer.ts';
import type { ChatMessage, Input } from '../types';
import type { Pipeline } from './internals';

/** What was handed to the model last. */
interface Handed {
  prompt: Prompt;
  ids: number[];
}

export interface Tokens {
  ids: number[];
  /** How many of them, from the first on, the key-value cache holds already; 0 where it holds others too. */
  held: number;
}

/** Lengths of stretches of text that are remembered, for a conversation is counted at every key. */
const MOST_LENGTHS = 2_000;

/** Makes what is asked of a model its tokens, by its own template and tokenizer (model-config/prompt). */
export class Prompts {
  private handed: Handed | null = null;
  private readonly lengths = new Map<string, number>();

  private constructor(
    private readonly template: Template,
    private readonly pipeline: Pipeline,
    private readonly tokenizer: PromptTokenizer,
  ) {}

  /** `tokenizerJson`: the file that the pipeline's tokenizer was made of. */
  static async of(template: Template, pipeline: Pipeline, tokenizerJson: Blob): Promise<Prompts> {
    const read = async () => JSON.parse(await tokenizerJson.text()) as TokenizerJson;
    const { fromJSON } = pipeline.tokenizer.constructor as unknown as TokenizerClass;
    const tokenizer = new PromptTokenizer(controlsOf(AddedTokens.parse(await read())), {
      ordinary: pipeline.tokenizer,
      read,
      make: (json) => fromJSON(new TextEncoder().encode(JSON.stringify(json)).buffer),
    });
    return new Prompts(template, pipeline, tokenizer);
  }

  /**
   * What is handed to the model now. A raw prompt begins as the tokenizer begins every text; a conversation, as its template
   * says. Throws TemplateError.
   */
  async hand(input: Input): Promise<Tokens> {
    const prompt = this.write(input);
    const { beginTokenId } = this.template;
    const begin = typeof input === 'string' && beginTokenId !== null ? [beginTokenId] : [];
    const ids = (await this.continued(prompt)) ?? [...begin, ...(await this.tokenizer.encode(prompt))];
    const held = this.held(ids);
    this.handed = { prompt, ids };
    return { ids, held };
  }

  /** Throws TemplateError. */
  async count(messages: readonly ChatMessage[]): Promise<TokenCounts> {
    const prompt = this.write({ messages: [...messages] });
    const { length } = await this.tokenizer.encode(prompt);
    return countsOf(prompt, messages, length, (text) => this.lengthOf(text));
  }

  private held(ids: readonly number[]): number {
    const { filledKVCacheLength: filled, outputIds } = this.pipeline;
    const { handed } = this;
    if (handed === null || filled >= ids.length) return 0;
    const cached = [...handed.ids, ...outputIds].slice(0, filled);
    return cached.length === filled && cached.every((id, at) => id === ids[at]) ? filled : 0;
  }

  /** Keeps nothing of what was said. */
  forget(): void {
    this.handed = null;
    this.lengths.clear();
  }

  private write(input: Input): Prompt {
    if (typeof input === 'string') return plainPrompt(input);
    const { messages, date } = input;
    const now = new Date(date ?? timestamp());
    return writePrompt(this.template, messages, { controls: this.tokenizer.controls, now });
  }

  /**
   * The ids of a conversation that goes on behind the last answer: those of the prompt before, the answer's own, which its text
   * might not make again, and those of what is new. Null where the new one does not go on with a control token there.
   */
  private async continued(prompt: Prompt): Promise<number[] | null> {
    const { outputIds, outputMessage } = this.pipeline;
    if (this.handed === null || outputIds.length === 0) return null;
    const before = this.handed.prompt.text + outputMessage;
    if (!prompt.text.startsWith(before)) return null;
    let at = 0;
    const next = prompt.pieces.findIndex(({ text }) => {
      if (at >= before.length) return true;
      at += text.length;
      return false;
    });
    const pieces = next < 0 ? [] : prompt.pieces.slice(next);
    if (at !== before.length || !pieces[0]?.control) return null;
    const rest: Prompt = { ...prompt, text: prompt.text.slice(before.length), pieces };
    return [...this.handed.ids, ...outputIds, ...(await this.tokenizer.encode(rest))];
  }

  private lengthOf(text: string): number {
    const known = this.lengths.get(text);
    if (known !== undefined) return known;
    if (this.lengths.size >= MOST_LENGTHS) this.lengths.clear();
    const { length } = this.pipeline.tokenizer.encode(text);
    this.lengths.set(text, length);
    return length;
  }
}

interface TokenizerClass {
  fromJSON(json: ArrayBufferLike): Promise<Pipeline['tokenizer']>;
}
