import { answerStatements } from './answer-statements';
import { letterListAt } from './letter-list';
import { markMentions, markTwins, withoutMarks } from './mentions';
import { beforeNextQuestion, firstTurn, withoutThinking } from './visible-answer';

/*
 * Letters out of an answer that reasons first, in Japanese or English. What is read is what the text states to
 * be its answer, the last such statement where there are several; failing that, the options it calls right.
 * A letter that is only talked about is no answer. As many letters as are stated are given, however many the
 * question asks for. docs/protocols.md has the rules with examples.
 */

/** The options an answer states, as positions shown, ascending; null where it states none that there are. */
export function readLetters(output: string, options: readonly string[]): number[] | null {
  const said = withoutThinking(withoutMarks(output));
  if (said === null) return null;
  const shown = options.map((option) => plain(option).trim());
  // An option that is another one's letter leaves no letter that could be told.
  if (shown.some((option, position) => /^[A-J]$/i.test(option) && option.toUpperCase() !== letterOf(position)))
    return null;
  const text = joinAnswerLines(markMentions(plain(markTwins(firstTurn(said), options)), shown));
  // A model that goes on with a question of its own has answered ours before it.
  const answered = beforeNextQuestion(text);
  return (answered === null ? null : read(answered, shown)) ?? read(text, shown);
}

const letterOf = (position: number) => String.fromCharCode(65 + position);

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
  return right.length > 0 ? right : (wrong ?? null);
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
    .replace(/<\/?(?:b|i|em|strong|u|p|div|span|mark|code)>/gi, '')
    .replace(/(\([A-J]\))(?=\([A-J]\))/gi, '$1,')
    .replace(/<br ?\/?>/gi, '\n')
    .replace(/[*`~$]|^[ \t]*#{1,6}[ \t]*/gm, '')
    .replace(/(?<![\p{L}\p{N}_])_{1,3}([^_\n]{1,200})_{1,3}(?![\p{L}\p{N}_])/gu, '$1');
}

const ANSWER_LINE =
  /^[ \t]*(?:(?:最終)?(?:答え?|こたえ|正解|正答|解答|回答)|answer|ans)\s?\d?\s*[:は][ \t]*\(?([A-Ja-j\ue000-\ue019])\)?(?:です|である)?[.。]?[ \t]*$/i;

/** Answers that stand one below the other, each on a line of its own, as one: a small model's way of giving several. */
function joinAnswerLines(text: string): string {
  const lines: string[] = [];
  let said: string[] = [];
  for (const line of text.split('\n')) {
    const letter = ANSWER_LINE.exec(line)?.[1];
    if (letter === undefined) {
      lines.push(line);
      if (line.trim() !== '') said = [];
    } else if (said.length === 0) {
      said = [letter];
      lines.push(line);
    } else {
      if (!said.includes(letter)) said.push(letter);
      lines[lines.length - 1] = `答え: ${said.join(', ')}`;
    }
  }
  return lines.join('\n');
}

/** Lines of nothing but options, at the end or the start of the text. */
function letterLines(text: string, options: readonly string[]) {
  const lines = text.split('\n').flatMap((line) => {
    const bare = line.trim().replace(/^(?:[-•・>]|\d{1,2}[.)])\s+/, '');
    return bare === '' ? [] : [lettersOf(bare, options)];
  });
  const last = lines.lastIndexOf(null) + 1;
  const first = lines.indexOf(null);
  // Options in the middle, each above its own paragraph, are headings, and so is the first one then.
  const isHeading = first > 0 && lines.slice(first, last).some((line) => line !== null);
  return [
    { at: text.length, letters: lines.slice(last) },
    { at: 0, letters: first > 0 && !isHeading ? lines.slice(0, first) : [] },
  ].flatMap(({ at, letters }) => {
    const all = [...new Set(letters.flatMap((each) => each ?? []))].sort((a, b) => a - b);
    const isList = options.length > 1 && all.length === options.length;
    return all.length === 0 || isList ? [] : [{ at, letters: all, says: 'answer' as const }];
  });
}

const BEFORE_LETTERS = /^(?:(?:たぶん|多分|おそらく|恐らく|きっと|やはり)、?|以下の?(?:通り|とおり)[::]?)\s*/;
const BEHIND_LETTERS =
  /^[.。::)]?\s*(?:\((?![A-Ja-j\ue000-\ue019][)、,])[^()\n]{1,80}\))?\s*(?:です|である|だ|の(?:\d|二|三)つ(?:です|である)?|입니다|이다)?(?:と(?:思い?ます|思う|考えます|考える|判断します))?[.。!]?$/;

function lettersOf(line: string, options: readonly string[]): number[] | null {
  const bare = line.replace(BEFORE_LETTERS, '');
  const list = letterListAt(bare, 0, options);
  if (list === null || list.undecided || list.letters.length === 0) return null;
  return BEHIND_LETTERS.test(bare.slice(list.end)) ? list.letters : null;
}
