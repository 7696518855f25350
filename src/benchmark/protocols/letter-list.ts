import { after, matchAt } from './sticky';

/*
 * Letters of options in a text, told from letters that are something else: the article in "a disease", the B
 * of "B-cell" and 「B型肝炎」, the E of "E. coli". Texts and options are NFKC, so that 「Ａ」 and "Ⓐ" are "A" already.
 */

export interface LetterList {
  /** Positions of the options as shown, ascending; empty where all letters lie beyond the options. */
  letters: number[];
  /** "A or B": not decided. */
  undecided: boolean;
  /** Where the text goes on. */
  end: number;
}

const OPENING =
  /(?:[\s"'“‘「『【〔([{<]|(?<![A-Za-z])(?:options?|choices?|letters?|both|either)(?![A-Za-z])|選択肢|記号){0,12}/iy;
const CLOSING = /["'”’」』】〕)\]}>]{0,6}/y;
const JOINT =
  /[ \t]*(?:,\s?(?:and |or )?|、(?:と|および)?|と、?|・|\/|&|\+|および|及び|ならびに|または|又は|もしくは|か(?=[A-Ja-j])|(?<![A-Za-z])(?:and|or)(?![A-Za-z]))[ \t]*/iy;
const UNDECIDED = /or\b|または|又は|もしくは|か/i;
/** Letters below one another, each alone on its line. */
const NEXT_LINE = /[ \t]*\n(?=[ \t]*(?:[-・][ \t]*)?[("「]?[A-Ja-j][)"」]?[.。]?[ \t]*(?:\n|$))[ \t]*(?:[-・][ \t]*)?/y;
/** After a comma: the next clause, "…, B is wrong", 「…、Bは誤り」. */
const NEW_CLAUSE = /[)"」]?\s*(?:(?:is|was|has|would|can|does|isn't)\b|[はがも])/y;

/** The letters that begin at `from`, brackets and "option" before them passed over; null where none does. */
export function letterListAt(text: string, from: number, options: readonly string[]): LetterList | null {
  let end = from;
  let undecided = false;
  const letters = new Set<number>();
  for (let joint = ''; ; ) {
    const at = after(OPENING, text, end);
    const letter = letterAt(text, at, options);
    if (letter === null) {
      if (joint === '') return runOfLetters(text, at, options);
      break;
    }
    if (/^[ \t]*[,、]/.test(joint) && matchAt(NEW_CLAUSE, text, at + 1)) break;
    if (letter < options.length) letters.add(letter);
    undecided ||= UNDECIDED.test(joint);
    end = after(CLOSING, text, at + 1);
    const next = [JOINT, NEXT_LINE].map((each) => after(each, text, end)).find((each) => each > end);
    if (next === undefined) break;
    joint = text.slice(end, next);
    if (letterAt(text, after(OPENING, text, next), options) === null) break;
    end = next;
  }
  return { letters: [...letters].sort((a, b) => a - b), undecided, end };
}

/** The letter A to J at a place, as a position, where it stands for an option. */
export function letterAt(text: string, at: number, options: readonly string[]): number | null {
  const char = text[at];
  if (char === undefined || !/[A-Ja-j]/.test(char) || /[A-Za-z0-9_]/.test(text[at - 1] ?? '')) return null;
  const position = char.toUpperCase().charCodeAt(0) - 65;
  const rest = text.slice(at + 1, at + 80);
  if (/^(?:[A-Za-z0-9_]|['’‐-][A-Za-z0-9]|\.[a-z])/.test(rest)) return null;
  if (isOption(rest, options[position])) return position;
  // 「B型」, 「C反応性蛋白」, "B cells", "E. coli".
  if (/^(?:[\p{Script=Han}\p{Script=Katakana}ー]|\s+cells?\b)/u.test(rest)) return null;
  const word = /^(\.?)\s+([A-Za-z]+)/.exec(rest);
  const isSentence =
    word && /^(?:because|since|as|and|or|but|is|are|was|which|the|this|it|so|for|not|by)$/i.test(word[2]!);
  if (!word || isSentence || /\n/.test(word[0])) return position;
  if (word[1] === '.') return /[A-J]/.test(char) && /^[a-z]/.test(word[2]!) ? null : position;
  // "a disease", "A patient"; but "A Appendicitis".
  const isArticle = /[AaIi]/.test(char) && (/[ai]/.test(char) || /^[a-z]/.test(word[2]!));
  return isArticle ? null : position;
}

/** Whether a text goes on with an option's own words, as after its letter. */
function isOption(rest: string, option: string | undefined): boolean {
  const begun = rest.replace(/^[.:)、]?\s*/, '').toLowerCase();
  // A long text is told by its beginning.
  return option !== undefined && option.length > 1 && begun.startsWith(option.slice(0, 40).toLowerCase());
}

/** "BD": letters that ascend, at the end of a line, and no word of an option. */
function runOfLetters(text: string, at: number, options: readonly string[]): LetterList | null {
  const run = /^([A-J]{2,5}|[a-j]{2,5})(?=["'」』】)\]}]*(?:です|である|だ)?[.。]?[ \t]*(?:\n|$))/.exec(
    text.slice(at, at + 20),
  )?.[1];
  if (run === undefined || options.some((option) => option.includes(run))) return null;
  const letters = [...run.toUpperCase()].map((letter) => letter.charCodeAt(0) - 65);
  const ascend = letters.every((letter, index) => letter < options.length && letter > (letters[index - 1] ?? -1));
  return ascend ? { letters, undecided: false, end: after(CLOSING, text, at + run.length) } : null;
}
