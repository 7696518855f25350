import { huggingFaceTokenizer } from '../../model-config/convert/node/hugging-face.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { TemplateError } from '../../model-config/prompt/jinja.ts';
import { plainPrompt, writePrompt } from '../../model-config/prompt/prompt.ts';
import { controlsOf, PromptTokenizer, type TokenizerJson } from '../../model-config/prompt/prompt-tokenizer.ts';
import type { Turn } from '../../model-config/prompt/turn.ts';
import { type Collection, LETTERS, type Passage } from './passages.ts';

type Spoken = Pick<ModelRecord, 'template' | 'limits'>;

/** What a template that writes the date takes for today: a figure must not depend on the day. */
const DATE = new Date(Date.UTC(2026, 0, 1, 12));

/** Makes passages the tokens that a model reads. */
export class PassageTokenizer {
  readonly #record: Spoken;
  readonly #tokenizer: PromptTokenizer;
  /** The tokens of the letters A to E; null where one is more than a token. */
  readonly letters: number[] | null;

  private constructor(record: Spoken, tokenizer: PromptTokenizer, letters: number[][]) {
    this.#record = record;
    this.#tokenizer = tokenizer;
    this.letters = letters.every((each) => each.length === 1) ? letters.flat() : null;
  }

  /** `tokenizer`: the model's tokenizer.json. */
  static async open(record: Spoken, tokenizer: object): Promise<PassageTokenizer> {
    const json = tokenizer as TokenizerJson;
    const make = (of: TokenizerJson) => huggingFaceTokenizer(new TextEncoder().encode(JSON.stringify(of)));
    const ordinary = await make(json);
    const letters = LETTERS.map((letter) => Array.from(ordinary.encode(letter)));
    const parts = { ordinary, make, read: async () => json };
    return new PassageTokenizer(record, new PromptTokenizer(controlsOf(json), parts), letters);
  }

  /**
   * Prose as it stands, conversations by the model's own template. A question of the held-out texts ends where the model
   * would answer; one of the calibration has its answer. No longer than the context.
   */
  async encode(passage: Passage, collection: Collection): Promise<number[]> {
    const tokens = passage.kind === 'prose' ? await this.#prose(passage.text) : await this.#chat(passage, collection);
    return tokens.slice(0, this.#record.limits.contextWindow);
  }

  async #prose(text: string): Promise<number[]> {
    const { beginTokenId } = this.#record.template;
    const tokens = await this.#tokenizer.encode(plainPrompt(text));
    return beginTokenId === null ? tokens : [beginTokenId, ...tokens];
  }

  async #chat(passage: Exclude<Passage, { kind: 'prose' }>, collection: Collection): Promise<number[]> {
    const opened = passage.kind === 'exam' && collection === 'held-out';
    const turns = turnsOf(passage, opened);
    try {
      const options = { controls: this.#tokenizer.controls, now: DATE, opened };
      return await this.#tokenizer.encode(writePrompt(this.#record.template, turns, options));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      // A template that can't write a conversation of questions and answers: the same words without marks.
      return this.#prose(turns.map(({ content }) => content).join('\n'));
    }
  }
}

function turnsOf(passage: Exclude<Passage, { kind: 'prose' }>, opened: boolean): Turn[] {
  if (passage.kind === 'chat') return passage.turns;
  const question: Turn = { role: 'user', content: passage.question };
  return opened ? [question] : [question, { role: 'assistant', content: passage.answer }];
}
