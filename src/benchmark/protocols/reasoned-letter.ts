import { answerStatements } from './answer-statements';
import { letterListAt } from './letter-list';

/*
 * Letters out of an answer that reasons first, in Japanese or English. What is read is what the text states to
 * be its answer, the last such statement where there are several; failing that, the options it calls right.
 * A letter that is only talked about is no answer. As many letters as are stated are given, however many the
 * question asks for. docs/protocols.md has the rules with examples.
 */

/** The options an answer states, as positions shown, ascending; null where it states none that there are. */
export function readLetters(output: string, options: readonly string[]): number[] | null {
  const text = plain(output);
  const shown = options.map((option) => plain(option).trim());
  // A model that goes on with a question of its own has answered ours before it.
  const next =
    /\n\s*(?:問題|質問|設問|Question|### ?(?:Instruction|指示|問題|Question))[ \d]*:/i.exec(text)?.index ?? 0;
  return (next > 0 ? read(text.slice(0, next), shown) : null) ?? read(text, shown);
}

function read(text: string, options: readonly string[]): number[] | null {
  const statements = [...answerStatements(text, options), ...letterLines(text, options)];
  const saying = (what: string) => statements.filter(({ says }) => says === what).sort((a, b) => a.at - b.at);
  const answer = saying('answer').at(-1);
  if (answer !== undefined) return answer.letters;
  const right = [...new Set(saying('right').flatMap(({ letters }) => letters))].sort((a, b) => a - b);
  const wrong = saying('wrong').at(-1)?.letters;
  // Which of the two the question asks for is not known here.
  if (right.length > 0 && wrong !== undefined) return null;
  if (right.length === options.length && right.length > 1) return null;
  return right.length > 0 ? right : (wrong ?? labelledOption(text, options));
}

/** NFKC without marks of Markdown and LaTeX; the black circles and squares, which NFKC leaves, are letters too. */
function plain(output: string): string {
  return output
    .normalize('NFKC')
    .replace(/[\u{1F150}-\u{1F169}]/gu, (circled) => String.fromCharCode(circled.codePointAt(0)! - 0x1f150 + 65))
    .replace(/[\u{1F170}-\u{1F189}]/gu, (squared) => String.fromCharCode(squared.codePointAt(0)! - 0x1f170 + 65))
    .replace(/\r\n?/g, '\n')
    .replace(/<\|[a-z_]{1,20}\|>/g, '\n')
    .replace(/\\(?:text|mathrm|mathbf|textbf)\s?\{([^{}]{0,200})\}/g, '$1')
    .replace(/\\boxed\s?\{([^{}]{0,200})\}/g, '\nAnswer: $1\n')
    .replace(/[*`~$]|^[ \t]*#{1,6}[ \t]*/gm, '');
}

/** Lines of nothing but letters, at the end or the start of the text. */
function letterLines(text: string, options: readonly string[]) {
  const lines = text.split('\n').flatMap((line) => {
    const bare = line.trim().replace(/^(?:[-•・>]|\d{1,2}[.)])\s+/, '');
    return bare === '' ? [] : [lettersOf(bare, options)];
  });
  const last = lines.lastIndexOf(null) + 1;
  const first = lines.indexOf(null);
  // Letters in the middle, each above its own paragraph, are headings.
  return [
    { at: text.length, letters: lines.slice(last) },
    { at: 0, letters: first > 0 ? lines.slice(0, first) : [] },
  ].flatMap(({ at, letters }) => {
    const all = [...new Set(letters.flatMap((each) => each ?? []))].sort((a, b) => a - b);
    const isList = options.length > 2 && all.length === options.length;
    return all.length === 0 || isList ? [] : [{ at, letters: all, says: 'answer' as const }];
  });
}

function lettersOf(line: string, options: readonly string[]): number[] | null {
  const list = letterListAt(line, 0, options);
  if (list === null || list.undecided || list.letters.length === 0) return null;
  return /^[.。:)]?\s*(?:です|である)?[.。]?$/.test(line.slice(list.end)) ? list.letters : null;
}

/** "C. Hormone therapy", the whole answer or its first or last line: the one option that stands there with its letter. */
function labelledOption(text: string, options: readonly string[]): number[] | null {
  const lines = text.split('\n').flatMap((line) => line.trim() || []);
  const labels = lines.map((line) => /^\(?([A-Ja-j])(?:\s*[.:)、]\s*|\s+)(?=\S)/.exec(line));
  // Several are the question's own options once more.
  if (labels.filter((label) => label !== null).length > 1) return null;
  for (const [line, label] of [[lines.at(-1), labels.at(-1)] as const, [lines[0], labels[0]] as const]) {
    if (line === undefined || !label) continue;
    const position = label[1]!.toUpperCase().charCodeAt(0) - 65;
    if (sameWords(line.slice(label[0].length), options[position])) return [position];
  }
  return null;
}

function sameWords(some: string, option: string | undefined): boolean {
  const [one, other] = [some, option ?? ''].map((text) => text.replace(/[.。]+$/, '').toLowerCase());
  return one !== '' && one === other;
}
