/*
 * Letters out of an answer that reasons first, in Japanese or English. What is read is what the answer
 * states to be its answer, the last such statement where there are several; failing that, a first or last
 * line that is nothing but letters, or one letter with its option. Nothing else is taken: a letter that is
 * only talked about is no answer. As many letters as are stated are given, however many the question asks
 * for. docs/protocols.md has the rules with examples.
 */

/** One letter: bare, in brackets, bold or quoted. Small ones only where no word can begin with them. */
const LETTER = String.raw`[*_"'「『【〔(\[]*(?<![A-Za-z])([A-Ja-j])(?![A-Za-z'’])[*_"'」』】〕)\]]*`;
const JOINT = String.raw`\s*(?:,|、|，|・|/|&|\+|and|と|および|及び|ならびに)\s*(?:and\s+)?`;
const LIST = `${LETTER}(?:${JOINT}${LETTER})*`;

const STATEMENTS = [
  // "The correct answer is C", "Answers: A and D", "I would choose (B)".
  new RegExp(
    String.raw`(?:answers?|options?|choices?)\**\s*(?:(?:is|are|would be|should be|must be)\b\s*:?|[:：=]|→)\s*\**\s*(?:options?|choices?)?\s*(${LIST})`,
    'gi',
  ),
  new RegExp(String.raw`\b(?:choose|select|pick)\s+(?:options?|choices?)?\s*(${LIST})`, 'gi'),
  // 「答えはC」「正解: b と d」「選択肢は A、C」「正しいのはEである」
  new RegExp(
    String.raw`(?:答え?|解答|回答|正解|正答|選択肢|正しいの|適切なの|最も適切な選択肢)(?:の記号)?\**\s*(?:は|が|[:：=]|→)+\s*\**\s*(?:選択肢|記号)?\s*(${LIST})`,
    'g',
  ),
  // 「Cが正解です」「AとDを選ぶ」
  new RegExp(String.raw`(${LIST})\s*(?:が|を)\s*(?:正解|正答|正し|答え|最も適切|適切|選)`, 'g'),
  // "C is the correct answer", "B and D are correct"
  new RegExp(String.raw`(${LIST})\s+(?:is|are)\s+(?:the\s+)?(?:best|correct|right|most appropriate|answer)`, 'gi'),
];

/** What takes a statement back: "… not", 「…ではない」. */
const TAKEN_BACK =
  /^\s*(?:では(?:な|あり)|じゃ(?:な|あり)|でな|は(?:誤|不適|違|間違)|が(?:誤|不適)|\s*(?:is|are|was)\s*(?:not|n't|wrong|incorrect)|isn't|aren't)/i;
/** Behind 「Aが正し」 and the like. */
const DENIED = /^(?:く(?:な|は)|いとは(?:言え|いえ|限)|いわけでは|ではな|ではあり|とはい)/;

/** The options an answer states, as positions shown, ascending; null where it states none that there are. */
export function readLetters(output: string, optionCount: number): number[] | null {
  const text = output.normalize('NFKC');
  return statedLetters(text, optionCount) ?? bareLetters(text, optionCount);
}

function statedLetters(text: string, optionCount: number): number[] | null {
  let last: { at: number; letters: number[] } | null = null;
  for (const statement of STATEMENTS) {
    for (const match of text.matchAll(statement)) {
      const list = match[1]!;
      const rest = text.slice(match.index + match[0].length);
      if (TAKEN_BACK.test(rest) || DENIED.test(rest) || isWord(list, rest)) continue;
      if (/(?:not|never|n't)\s*$/i.test(text.slice(0, match.index))) continue;
      const letters = positions(list, optionCount);
      if (letters !== null && (last === null || match.index >= last.at)) last = { at: match.index, letters };
    }
  }
  return last?.letters ?? null;
}

/** A line of letters alone, or of one letter and its option: the first line, else the last. */
function bareLetters(text: string, optionCount: number): number[] | null {
  const lines = text.split('\n').map((line) => line.trim());
  const filled = lines.filter((line) => line !== '');
  for (const line of [filled[0], filled.at(-1)]) {
    if (line === undefined) continue;
    const whole = new RegExp(`^(${LIST})[.。．:)]*$`).exec(line);
    const labelled = new RegExp(String.raw`^(${LETTER})(?:[.:．、)]|\s*[)）])\s*\S`).exec(line);
    const list = whole?.[1] ?? (filled.length === 1 ? labelled?.[1] : undefined);
    const letters = list === undefined ? null : positions(list, optionCount);
    if (letters !== null) return letters;
  }
  return null;
}

/** "The answer is a disease", "Answer: A patient …": the article. */
function isWord(list: string, rest: string): boolean {
  const bare = /^[Aa]$/.test(list.trim());
  return bare && /^\s+(?!because\b|since\b|as\b|and\b|which\b|or\b)[a-z]/.test(rest);
}

/** Letters beyond the options are none; a list of nothing else is no answer. */
function positions(list: string, optionCount: number): number[] | null {
  const letters = [...list.matchAll(new RegExp(LETTER, 'g'))].map(
    (match) => match[1]!.toUpperCase().charCodeAt(0) - 65,
  );
  const there = [...new Set(letters)].filter((position) => position < optionCount);
  return there.length > 0 ? there.sort((a, b) => a - b) : null;
}
