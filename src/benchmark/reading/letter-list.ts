import { CONTRADICTION, positionOf } from './mentions';
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
  /(?:[\s"'“‘「『【〔《([{<]|(?<=\n[ \t]*)[-・•]|(?<=[\s:])\d[.)](?=\s)|(?<![A-Za-z])(?:options?|choices?|letters?|both|either)(?![A-Za-z])|選択肢|选项|記号){0,12}/iy;
const CLOSING = /["'”’」』】〕》)\]}>]{0,6}(?:\.(?=\s?(?:と|、|,|・|および|(?:and|or)\b)))?/y;
/** A letter at the end of a list whose members have blanks or nothing but brackets between them: "A C", "(A)(C)", "1. A 2. C". */
const LAST = /[("「]?[A-Ja-j\ue000-\ue019][)"」]?\.?/.source;
const AT_END = /(?=[ \t]*(?:です|である|だ|[。.、,]|$|\n))/.source;
const JOINED =
  /[ \t]*(?:,\s?(?:and |or )?|、(?:と|および|それと|そして|または|又は|もしくは|あるいは)?|と、?|・|\/|&|\+|それと|および|及び|ならびに|並びに|または|又は|もしくは|若しくは|あるいは|和|或|[~〜～–-](?=[ \t]*[A-Ja-j\ue000-\ue019])|か(?=[A-Ja-j\ue000-\ue019])|から(?=[A-Ja-j\ue000-\ue019])|(?<![A-Za-z])(?:and|or)(?![A-Za-z]))[ \t]*/
    .source;
const JOINT = new RegExp(
  `${JOINED}` +
    `|\\.?(?:[ \\t]+(?:\\d[.)][ \\t]*)?)(?=${LAST}(?:\\.?(?:[ \\t]+(?:\\d[.)][ \\t]*)?)?${LAST}){0,8}${AT_END})`,
  'iy',
);
const UNDECIDED = /or\b|または|又は|もしくは|若しくは|あるいは|或|か|[~〜～–-]/i;
/** Letters below one another, each alone on its line. */
const NEXT_LINE =
  /[ \t]*\n(?=[ \t]*(?:[-・•][ \t]*)?[("「]?[A-Ja-j\ue000-\ue019][)"」]?[.。]?[ \t]*(?:\n|$))[ \t]*(?:[-・•][ \t]*)?/y;
/** After a comma: the next clause, "…, B is wrong", 「…、Bは誤り」; but not 「A、Bが正しい」. */
const NEW_CLAUSE =
  /[)"」]?\s*(?:(?:is|was|has|would|can|does|isn't)\b|[はがも](?!、?(?:いずれも|どちらも|ともに|共に|両方とも)?(?:最も)?(?:正し[いく](?!な)|正解|正答|適切(?!でな)|適当(?!でな)|妥当(?!でな)|該当(?!しな)|当てはまる)))/y;

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
    undecided ||= text[at] === CONTRADICTION;
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

/** The option at a place, as a position: its mark, or the letter A to J where it stands for an option. */
export function letterAt(text: string, at: number, options: readonly string[]): number | null {
  const char = text[at];
  if (char === CONTRADICTION) return options.length;
  const marked = positionOf(char);
  if (marked !== null) return marked;
  if (char === undefined || !/[A-Ja-j]/.test(char) || /[A-Za-z0-9_]/.test(text[at - 1] ?? '')) return null;
  const position = char.toUpperCase().charCodeAt(0) - 65;
  const rest = text.slice(at + 1, at + 80);
  if (/^(?:[A-Za-z0-9_]|['’‐-][\p{L}\p{N}]|\.[a-z])/u.test(rest)) return null;
  // 「B型」, 「C 反応性蛋白」, "B cells"; but 「A及びC」, 「A 理由: …」.
  if (
    !/^\s?(?:及び|並び|又は|若しく|以外|等|両方|共に|正確|正确|和|或|理由|解説|説明|根拠|自信|確信|確率|最)/.test(rest)
  ) {
    if (/^(?: ?[\p{Script=Han}\p{Script=Katakana}ー]|[\p{Script=Greek}]|\s+cells?\b)/u.test(rest)) return null;
  }
  const word = /^(\.?)\s+([A-Za-z]+)/.exec(rest);
  const isSentence =
    word && /^(?:because|since|as|and|or|but|is|are|was|which|the|this|it|so|for|not|by)$/i.test(word[2]!);
  // A letter of its own, as the next of a list is.
  if (!word || isSentence || /\n/.test(word[0]) || /^[B-J]$/i.test(word[2]!)) return position;
  if (word[1] === '.') return /[A-J]/.test(char) && /^[a-z]/.test(word[2]!) ? null : position;
  // "a disease", "A patient"; but "A Appendicitis".
  const isArticle = /[AaIi]/.test(char) && (/[ai]/.test(char) || /^[a-z]/.test(word[2]!));
  return isArticle ? null : position;
}

/** "BD", "DB": letters that ascend, or two capitals, at the end of a line, and no word of an option. */
function runOfLetters(text: string, at: number, options: readonly string[]): LetterList | null {
  const run = /^([A-J]{2,5}|[a-j]{2,5})(?=["'」』】)\]}]*(?:です|である|だ)?[.。]?[ \t]*(?:\n|$))/.exec(
    text.slice(at, at + 20),
  )?.[1];
  if (run === undefined || options.some((option) => option.includes(run))) return null;
  const letters = [...run.toUpperCase()].map((letter) => letter.charCodeAt(0) - 65);
  const ascend = letters.every((letter, index) => letter < options.length && letter > (letters[index - 1] ?? -1));
  const swapped =
    run.length === 2 && /^[A-J]+$/.test(run) && run[0] !== run[1] && letters.every((letter) => letter < options.length);
  return ascend || swapped
    ? { letters: letters.sort((a, b) => a - b), undecided: false, end: after(CLOSING, text, at + run.length) }
    : null;
}
