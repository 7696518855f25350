import { type AddedTokens, ControlTokens, type Occurrence } from './control-tokens.ts';
import type { Prompt } from './prompt.ts';

/** Hugging Face's tokenizers with a tokenizer.json read: adds nothing to what it is given. */
export interface TextTokenizer {
  encode(text: string): ArrayLike<number>;
}

/** What is read of a tokenizer.json, beside what its own tokenizer reads. */
export type TokenizerJson = AddedTokens & {
  model: { vocab: Record<string, number>; merges: unknown[]; unk_token?: string | null };
};

interface Parts {
  /** Reads the very file: what a prompt without a control token in anybody's text is made tokens with. */
  ordinary: TextTokenizer;
  /** The file as it is. Asked for when the first prompt needs it: it takes a second copy of the tokenizer. */
  read(): Promise<TokenizerJson>;
  /** Makes a tokenizer of another file. */
  make(json: TokenizerJson): Promise<TextTokenizer>;
}

/**
 * Makes prompts tokens. Its ids are those of the whole text, as transformers has them, as long as nobody wrote a control token.
 * Where somebody did, a second tokenizer is used, in which control tokens have other texts that nobody can write: the
 * template's are given by those, and theirs, which then are ordinary text to it, stand as they were written.
 */
export class PromptTokenizer {
  private guarded: Promise<{ tokenizer: TextTokenizer; names: ReadonlyMap<string, string> }> | null = null;

  constructor(
    readonly controls: ControlTokens,
    private readonly parts: Parts,
  ) {}

  async encode(prompt: Prompt): Promise<number[]> {
    if (this.isPlain(prompt)) return Array.from(this.parts.ordinary.encode(prompt.text));
    this.guarded ??= this.guard();
    const { tokenizer, names } = await this.guarded;
    const text = prompt.pieces.map((piece) => (piece.control ? names.get(piece.text) : piece.text)).join('');
    return Array.from(tokenizer.encode(text));
  }

  /** Whether the control tokens that a tokenizer finds in the text are the template's, and no others. */
  private isPlain({ text, pieces }: Prompt): boolean {
    const marks: Occurrence[] = [];
    let at = 0;
    for (const { text: written, control } of pieces) {
      if (control) marks.push({ start: at, end: at + written.length });
      at += written.length;
    }
    const found = this.controls.find(text);
    return (
      found.length === marks.length &&
      found.every(({ start, end }, i) => start === marks[i]!.start && end === marks[i]!.end)
    );
  }

  private async guard() {
    const { json, names } = guardedTokenizer(await this.parts.read(), this.controls);
    return { tokenizer: await this.parts.make(json), names };
  }
}

/** The tokenizer with a text of its own for each control token, and which text each has. */
function guardedTokenizer(json: TokenizerJson, controls: ControlTokens) {
  // Drawn anew each time: a person who knew them could write them.
  const secret = crypto.randomUUID();
  const names = new Map([...controls.ids].map(([content, id]) => [content, `\u{10fffd}${secret}:${id}\u{10fffd}`]));
  const merged = mergesWithout(json.model.merges, controls);
  const vocab = new Map(Object.entries(json.model.vocab).filter(([token]) => !names.has(token)));
  // With every one in the vocabulary: an added token that is not there gets the next free number instead of its own.
  for (const { content, id } of json.added_tokens) vocab.set(names.get(content) ?? content, id);
  // What a character becomes that no token has: the library aborts where the vocabulary lacks it.
  const unknown = { unk_token: names.get(json.model.unk_token ?? '') ?? json.model.unk_token ?? null };
  return {
    names: names as ReadonlyMap<string, string>,
    json: {
      ...json,
      added_tokens: json.added_tokens.map((token) => {
        const name = names.get(token.content);
        return name === undefined ? token : { ...token, content: name, normalized: false, single_word: false };
      }),
      model: { ...json.model, ...unknown, vocab: Object.fromEntries(vocab), merges: merged },
    },
  };
}

/** A merge that has to do with a control token could make one of ordinary text. */
function mergesWithout(merges: unknown[], { ids }: ControlTokens): unknown[] {
  return merges.filter((merge) => {
    const [left = '', right = ''] = Array.isArray(merge) ? (merge as string[]) : String(merge).split(' ');
    return !(ids.has(left) || ids.has(right) || ids.has(left + right));
  });
}

export const controlsOf = ({ added_tokens }: AddedTokens) => new ControlTokens(added_tokens);
