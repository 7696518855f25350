import { z } from 'zod';

/** What a tokenizer.json says of the tokens that it matches whole, before any splitting. */
export const AddedTokens = z.looseObject({
  added_tokens: z.array(
    z.looseObject({
      id: z.int().nonnegative(),
      content: z.string(),
      special: z.boolean().optional(),
      single_word: z.boolean().optional(),
    }),
  ),
});
export type AddedTokens = z.infer<typeof AddedTokens>;
type AddedToken = AddedTokens['added_tokens'][number];

/**
 * Whether a token means something to the model beside its text. Publishers mark many of their marks (`<think>`,
 * `<｜User｜>`) as ordinary, so what looks like a mark counts as one; words, spaces and tags of HTML that were added do not.
 */
function isControl({ content, special }: Pick<AddedToken, 'content' | 'special'>): boolean {
  return content !== '' && (special === true || (looksLikeMark(content) && !HTML_TAG.test(content)));
}

/**
 * Tags that public vocabularies have as words (Gemma's). `<s>` is not among them: elsewhere it begins a text.
 */
const HTML_TAG =
  /^<\/?(a|b|blockquote|body|br|caption|code|div|em|footer|h[1-6]|hr|html|i|iframe|img|li|ol|p|pre|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul)>$/i;

/** In brackets, or with bars: `<s>`, `[INST]`, `<|end|>`. */
export const looksLikeMark = (text: string): boolean => /^(<[^\s].*>|\[[^\s].*\])$/su.test(text);

/** Where a control token's text stands. `end` is behind it. */
export interface Occurrence {
  start: number;
  end: number;
}

const WORD = /[\p{L}\p{N}_]/u;

/** The control tokens of a tokenizer, found in a text as its tokenizer finds them: from the left, the longest. */
export class ControlTokens {
  readonly ids: ReadonlyMap<string, number>;
  private readonly byFirst = new Map<string, AddedToken[]>();

  constructor(tokens: readonly AddedToken[]) {
    const controls = tokens.filter(isControl);
    this.ids = new Map(controls.map(({ content, id }) => [content, id]));
    for (const token of controls.toSorted((a, b) => b.content.length - a.content.length)) {
      const first = token.content[0]!;
      this.byFirst.set(first, [...(this.byFirst.get(first) ?? []), token]);
    }
  }

  /** The characters that control tokens begin with. */
  get firsts(): ReadonlySet<string> {
    return new Set(this.byFirst.keys());
  }

  find(text: string): Occurrence[] {
    const found: Occurrence[] = [];
    for (const each of this.all(text)) if (each.start >= (found.at(-1)?.end ?? 0)) found.push(each);
    return found;
  }

  /** Also those within others. */
  all(text: string): Occurrence[] {
    const found: Occurrence[] = [];
    for (let at = 0; at < text.length; at++) {
      const token = this.byFirst.get(text[at]!)?.find((each) => standsAt(each, text, at));
      if (token) found.push({ start: at, end: at + token.content.length });
    }
    return found;
  }
}

function standsAt({ content, single_word: alone }: AddedToken, text: string, at: number): boolean {
  if (!text.startsWith(content, at)) return false;
  const wordBefore = at > 0 && WORD.test(text[at - 1]!);
  const end = at + content.length;
  return !alone || !(wordBefore || (end < text.length && WORD.test(text[end]!)));
}
