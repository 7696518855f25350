import { fold } from './fold';

const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });

/** Scripts that are written without spaces, with the long vowel's mark and voicing marks that stand apart. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\u3099\u309a`;
const JAPANESE = new RegExp(`[${UNSPACED}]`, 'u');
/** What lies between spaces and Japanese. */
const STRETCH = new RegExp(`[^\\s${UNSPACED}]+`, 'gu');
/** Most stretches are one word, which a segmenter takes three times as long to see. */
const ONE_WORD = /^[a-z0-9]+(?=[.,;:)]?$)/;

/** What stands between the parts of what was typed; not what holds "NT-proBNP" or "2.8" together. */
const BETWEEN_PARTS = /[\s、。・「」『』【】()!?;:]+/;

/** Of five letters and more one may differ: shorter words would turn into others. */
const MAY_DIFFER = /^\p{Script=Latin}{5,}$/u;

export interface Word {
  text: string;
  /** Its place in the folded text. */
  at: number;
}

/** The words of a folded text, where words stand apart; Japanese is left out. */
export function wordsOf(folded: string): Word[] {
  const words: Word[] = [];
  for (const { 0: stretch, index } of folded.matchAll(STRETCH)) {
    const [word] = ONE_WORD.exec(stretch) ?? [];
    if (word !== undefined) words.push({ text: word, at: index });
    else {
      for (const { segment, index: at, isWordLike } of segmenter.segment(stretch)) {
        if (isWordLike) words.push({ text: segment, at: index + at });
      }
    }
  }
  return words;
}

/** The end of the word or number that a place in a text is in; the place itself where it is in none. */
export function endOfWord(text: string, at: number): number {
  for (const { 0: stretch, index } of text.matchAll(STRETCH)) {
    const end = index + stretch.length;
    if (index < at && at < end) return end;
  }
  return at;
}

/** What a text is looked up by, each once. */
export const termsOf = (folded: string): string[] => [...new Set(wordsOf(folded).map(({ text }) => text))];

/** A part of what was typed; all of them must be found. Texts are folded. */
export interface Part {
  text: string;
  /**
   * There is Japanese in it: it is found in whatever holds it as it stands. A segmenter cuts 低カリウム血症 one way here and
   * another way there, and a person looks for any part of it.
   */
  asItStands: boolean;
  words: string[];
}

export function partsOf(typed: string): Part[] {
  return fold(typed)
    .split(BETWEEN_PARTS)
    .map((text): Part => ({ text, asItStands: JAPANESE.test(text), words: termsOf(text) }))
    .filter(({ asItStands, words }) => asItStands || words.length > 0);
}

/** Whether a word that was typed finds longer ones: of a single letter they would be too many, and K is potassium. */
export const mayGoOn = (word: string): boolean => Array.from(word).length > 1;

/** In how many letters a word that was typed may differ from one that it finds. */
export const mayDifferBy = (word: string): 0 | 1 => (MAY_DIFFER.test(word) ? 1 : 0);
