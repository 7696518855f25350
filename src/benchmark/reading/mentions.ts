/*
 * Options as an answer mentions them, by letter, by words or by both, each made one character of the private use
 * area, which no model writes: so what is said of an option reads alike however the option is called.
 */

/** The option at position 0; the others follow. */
const FIRST = 0xe000;
/** A letter with another option's words behind it: it says nothing. */
export const CONTRADICTION = '\ue0ff';

/** The mark of the option at a position. */
const markOf = (position: number): string => String.fromCharCode(FIRST + position);

/** The position that a mark stands for; null for any other character. */
export function positionOf(char: string | undefined): number | null {
  const position = (char?.charCodeAt(0) ?? 0) - FIRST;
  return position >= 0 && position < 26 ? position : null;
}

/** A text that cannot be taken for one with marks. */
export const withoutMarks = (text: string): string => text.replace(/[\ue000-\ue0ff]/g, ' ');

/** Reading an option's words out of the middle of a word would be a guess: 糖尿病 in 糖尿病性腎症, 20 in 20歳 or 2020. */
const NOT_WITHIN = /(?<![\p{Script=Han}\p{Script=Katakana}ーA-Za-z0-9.,µμ-])/u.source;
const NOT_BEGUN =
  /(?![.,]\d)(?=$|[\s、。,.;:!?()「」『』【】[\]{}<>"'|/&+=→…*]|[はがをにへともやかだで]|の(?![\p{Script=Han}\p{Script=Katakana}])|です|および|又は|及び|以外|是|와|과|이|가|은|는|을|를|입)/u
    .source;
/** The article in "a hormone therapy" is no label. */
const LABEL =
  /(?<label>(?<![A-Za-z0-9])(?:[[(「]?[A-Ja-j][\])」]?(?:\s*[.:)、]\s*|\s*の\s*)|(?:[A-J]|[b-j](?=\s))(?:[ \t]+|(?=[^A-Za-z0-9\s]))))/u
    .source;

/** Words of one option. Runs of blanks, a blank between scripts and a hyphen are where writings differ. */
function wordsOf(option: string): string {
  const words = option.replace(/[.。]+$/, '').trim();
  let pattern = '';
  let before = '';
  for (const char of words.replace(/\s+/g, ' ')) {
    if (char === ' ' || char === '-') pattern += '[\\s-]{0,6}';
    else {
      const changes =
        before !== '' && /[A-Za-z0-9]/.test(before) !== /[A-Za-z0-9]/.test(char) && /[^!-~]/.test(before + char);
      pattern += (changes ? '[ -]?' : '') + char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    }
    before = char;
  }
  return pattern;
}

/** Whether an option's words could be taken for letters: they are read as letters alone, or not at all. */
const looksLikeLetters = (option: string) => /^(?:[A-J]{1,5}|[a-j]{1,5})$/.test(option.trim());

const positionsOf = (option: string, options: readonly string[]) =>
  options.flatMap((each, position) => (each === option ? position : []));

/** A text, NFKC, with each mention that has an option's words as its mark; `options` are NFKC and trimmed. */
export function markMentions(text: string, options: readonly string[]): string {
  const worded = [...new Set(options)]
    .map((option) => ({ option, positions: positionsOf(option, options), pattern: wordsOf(option) }))
    .filter(({ option, pattern }) => pattern !== '' && !looksLikeLetters(option))
    // The longest first: one option's words may begin another's.
    .sort((a, b) => b.option.length - a.option.length);
  if (worded.length === 0) return numbered(text, options);
  const any = worded.map(({ pattern }) => `(${pattern})`).join('|');
  const found = new RegExp(
    `(?:${LABEL}|${NOT_WITHIN})["「『]?(?:${any})(?:[.。](?=[)」』"'はがをに]))?["」』]?${NOT_BEGUN}(?:(?:です|である)?[.。]?\\s?\\((?:選択肢|option )?\\s?(?<behind>[A-Ja-j])\\))?`,
    'giu',
  );
  const marked = text.replace(found, (all: string, ...parts: unknown[]) => {
    const { label: before, behind } = parts.at(-1) as { label?: string; behind?: string };
    const { positions } = worded[parts.slice(1, 1 + worded.length).findIndex((group) => group !== undefined)]!;
    const said = [before, behind].flatMap((each) => /[A-Ja-j]/.exec(each ?? '')?.[0].toUpperCase() ?? []);
    // Of options with the same words the letter tells which.
    const meant = positions.filter((position) => said.every((letter) => letter === String.fromCharCode(65 + position)));
    if (meant.length === 1) return markOf(meant[0]!);
    return meant.length === 0 ? CONTRADICTION : all;
  });
  return numbered(bracketed(marked), options);
}

/** 「A(緊急手術)」, whose words are a mark by now: one mention. */
function bracketed(text: string): string {
  return text.replace(
    /(?<![A-Za-z0-9])([A-Ja-j])\s?[(「『]([\ue000-\ue019])[)」』]/g,
    (_, letter: string, mark: string) =>
      positionOf(mark) === letter.toUpperCase().charCodeAt(0) - 65 ? mark : CONTRADICTION,
  );
}

/** 「3番」. */
function numbered(text: string, options: readonly string[]): string {
  return text.replace(/(?<![\d.第])([1-9])番(?!目の)/g, (all, digit: string) => {
    const position = Number(digit) - 1;
    const isWords = options.indexOf(digit);
    if (isWords !== -1 && isWords !== position) return CONTRADICTION;
    return position < options.length ? markOf(position) : all;
  });
}

/**
 * Options that are the same once widths are folded (1 and ①): where an output has one of them exactly as it is
 * written, it is meant. `options` and `output` as they are, not NFKC.
 */
export function markTwins(output: string, options: readonly string[]): string {
  const folded = options.map((option) => option.normalize('NFKC').trim());
  const twins = options
    .map((option, position) => ({ option: option.trim(), position }))
    .filter(
      ({ option, position }) =>
        option !== '' && folded.some((each, other) => other !== position && each === folded[position]),
    )
    .filter(({ position }) => !looksLikeLetters(folded[position]!));
  if (twins.length === 0 || new Set(twins.map(({ option }) => option)).size < twins.length) return output;
  const any = twins.map(({ option }) => `(${option.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')})`).join('|');
  return output.replace(
    new RegExp(`${NOT_WITHIN}(?:${any})(?![\\p{Script=Han}\\p{Script=Katakana}ーA-Za-z0-9])`, 'gu'),
    (...parts: unknown[]) => {
      const groups = parts.slice(1, 1 + twins.length);
      return markOf(twins[groups.findIndex((group) => group !== undefined)]!.position);
    },
  );
}
