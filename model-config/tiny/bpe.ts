/**
 * A byte-level BPE tokenizer, learnt and applied the way GPT-2's and Qwen2's are: text is cut into words by
 * Qwen2's pattern, a word is its UTF-8 bytes, and the commonest neighbours become one token.
 */

export interface Tokenizer {
  /** In the byte-level alphabet (GPT-2's `bytes_to_unicode`), indexed by id; special tokens as they are written. */
  tokens: string[];
  /** "left right", commonest first. */
  merges: string[];
  /** Ids of text without special tokens. */
  encode(text: string): number[];
}

/** Qwen2's pre-tokenizer; `(?i:…)` written out because Node 20 does not know it. */
const WORD =
  /'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/gu;

/** Longer tokens would be whole clauses learnt by heart. */
const LONGEST_TOKEN_BYTES = 12;

/** GPT-2's `bytes_to_unicode`: printable Latin-1 stands for itself, the other bytes get the letters from U+0100 on. */
function byteAlphabet(): string[] {
  const printable = (b: number) => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, b) => String.fromCharCode(printable(b) ? b : next++));
}

/** `size` tokens: 256 bytes, merges learnt from the texts, then the special tokens. */
export function learnTokenizer(texts: string[], special: string[], size: number): Tokenizer {
  const tokens = byteAlphabet();
  const lengths = tokens.map(() => 1);
  const merges: string[] = [];
  const rank = new Map<number, number>();
  let words = texts.flatMap(splitWords);
  while (tokens.length + special.length < size) {
    const pair = commonestPair(words, lengths);
    const [left, right] = [Math.floor(pair / 65536), pair % 65536];
    const merged = tokens.length;
    rank.set(pair, merged);
    merges.push(`${tokens[left]} ${tokens[right]}`);
    tokens.push(tokens[left]! + tokens[right]!);
    lengths.push(lengths[left]! + lengths[right]!);
    words = words.map((word) => merge(word, left, right, merged));
  }
  const encodeWord = (word: number[]): number[] => {
    for (;;) {
      let best = Number.POSITIVE_INFINITY;
      let bestPair = 0;
      for (let i = 1; i < word.length; i++) {
        const pair = word[i - 1]! * 65536 + word[i]!;
        const merged = rank.get(pair);
        if (merged !== undefined && merged < best) [best, bestPair] = [merged, pair];
      }
      if (best === Number.POSITIVE_INFINITY) return word;
      word = merge(word, Math.floor(bestPair / 65536), bestPair % 65536, best);
    }
  };
  return {
    tokens: [...tokens, ...special],
    merges,
    encode: (text) => splitWords(text).flatMap(encodeWord),
  };
}

function splitWords(text: string): number[][] {
  const encoder = new TextEncoder();
  return (text.match(WORD) ?? []).map((word) => [...encoder.encode(word)]);
}

/** The commonest pair of neighbours; of equals the one met first. */
function commonestPair(words: number[][], lengths: number[]): number {
  const counts = new Map<number, number>();
  for (const word of words) {
    for (let i = 1; i < word.length; i++) {
      if (lengths[word[i - 1]!]! + lengths[word[i]!]! > LONGEST_TOKEN_BYTES) continue;
      const pair = word[i - 1]! * 65536 + word[i]!;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  let best = -1;
  let most = 0;
  for (const [pair, count] of counts) if (count > most) [best, most] = [pair, count];
  if (most < 1) throw new Error('the texts have no more pairs to merge');
  return best;
}

function merge(word: number[], left: number, right: number, merged: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < word.length; i++) {
    if (word[i] === left && word[i + 1] === right) {
      out.push(merged);
      i++;
    } else {
      out.push(word[i]!);
    }
  }
  return out;
}
