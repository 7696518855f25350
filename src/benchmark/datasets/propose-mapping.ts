import { LANGUAGES, type Language } from '@/i18n/languages';
import { answerIn, lettersIn, numbersIn, optionsIn, parseList, tellBase } from './cells';
import { tellLanguage } from './language';
import { plainLetters } from './letters';
import type { AnswerColumn, ColumnMapping, OptionColumns, TextColumns } from './mapping';
import { cellText, type TablePreview, type TableRow } from './table';

/** Headers by what they mean, as they stand in published files in either language; compared without case, spaces, '_' and '-'. */
const HEADERS = {
  id: ['id', 'problemid', 'questionid', 'itemid', 'qid', 'no', 'number', '問題番号', '番号', '設問番号', '問題id'],
  question: [
    'question',
    'problemtext',
    'problem',
    'questiontext',
    'stem',
    'text',
    'input',
    '問題文',
    '問題',
    '質問',
    '設問',
  ],
  options: ['options', 'choices', 'option', 'choice', 'candidates', '選択肢', '選択枝'],
  answer: [
    'answer',
    'answeridx',
    'answerindex',
    'answerkey',
    'answers',
    'correct',
    'correctanswer',
    'correctchoice',
    'correctoption',
    'gold',
    'label',
    'target',
    'cop',
    '正解',
    '正答',
    '解答',
    '回答',
    '答え',
  ],
  language: ['language', 'lang', '言語'],
  category: [
    'category',
    'subject',
    'subjectname',
    'field',
    'topic',
    'metainfo',
    'カテゴリ',
    'カテゴリー',
    '分野',
    '科目',
    '領域',
    '診療科',
  ],
  year: ['year', '年', '年度'],
  block: ['block', 'section', 'part', 'ブロック', '区分'],
  points: ['points', 'point', 'score', '配点', '点数'],
  textOnly: ['textonly'],
  prohibited: ['prohibited', 'kinki', '禁忌', '禁忌肢'],
} as const;

const plain = (header: string): string =>
  header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]/g, '');

/** "question_ja" as "question". */
const SUFFIXES: Readonly<Record<Language, RegExp>> = {
  ja: /(ja|jp|japanese|日本語|和文)$/,
  en: /(en|eng|english|英語|英文)$/,
};

/** The mapping that the headers and the first rows suggest, for a person to look over; null where no question, options or answer is seen. */
export function proposeMapping({ columns, rows }: TablePreview): ColumnMapping | null {
  const find = finder(columns);
  const proposed = proposeTexts(columns, rows, find);
  // An answer that is a text is one of the first language's options.
  const orders = [proposed, proposed.toReversed()].flatMap((texts) => {
    const answer = texts[0] && proposeAnswer(columns, rows, texts[0].options);
    return answer ? [{ texts, answer }] : [];
  });
  const best = orders.find(({ answer }) => answer.readable) ?? orders[0];
  return best ? { ...proposeFacts(find), texts: best.texts, answer: best.answer.is } : null;
}

/** What is seen where a whole mapping is not. */
export interface ProposedParts {
  language: Language;
  question: string | null;
  options: OptionColumns | null;
  answer: AnswerColumn | null;
  facts: FactColumns;
}

export function proposeParts({ columns, rows }: TablePreview): ProposedParts {
  const find = finder(columns);
  const options = proposeOptions(byPlainName(columns), rows);
  // Numbers and letters beside them say nothing about a language: a row's cells are one text.
  const texts = rows.map(({ cells }) => [...cells.values()].map(cellText).join(' '));
  return {
    language: tellLanguage(texts) ?? 'en',
    question: find(HEADERS.question),
    options,
    answer: (options && proposeAnswer(columns, rows, options)?.is) ?? null,
    facts: proposeFacts(find),
  };
}

type FactColumns = Omit<ColumnMapping, 'texts' | 'answer'>;

const proposeFacts = (find: Find): FactColumns => ({
  id: find(HEADERS.id),
  category: find(HEADERS.category),
  year: find(HEADERS.year),
  block: find(HEADERS.block),
  points: find(HEADERS.points),
  textOnly: find(HEADERS.textOnly),
  prohibited: find(HEADERS.prohibited),
});

type Find = (names: readonly string[]) => string | null;

const byPlainName = (columns: readonly string[]) => new Map(columns.map((column) => [plain(column), column]));

function finder(columns: readonly string[]): Find {
  return (names) => {
    for (const name of names) {
      const column = columns.find((candidate) => plain(candidate) === name);
      if (column !== undefined) return column;
    }
    return null;
  };
}

function proposeTexts(columns: readonly string[], rows: readonly TableRow[], find: Find): TextColumns[] {
  const byLanguage = LANGUAGES.flatMap((language): TextColumns[] => {
    const own = columns.filter((column) => SUFFIXES[language].test(plain(column)));
    const shortened = new Map(own.map((column) => [plain(column).replace(SUFFIXES[language], ''), column]));
    const question = firstOf(HEADERS.question, shortened);
    const options = question === null ? null : proposeOptions(shortened, rows);
    return question !== null && options ? [{ language, question, options }] : [];
  });
  const question = find(HEADERS.question);
  const options = question === null ? null : proposeOptions(byPlainName(columns), rows);
  if (question === null || !options) return byLanguage;
  // IgakuQA's fields: the Japanese ones without a suffix, the English ones with.
  if (byLanguage.length === 1) {
    const language = byLanguage[0]!.language === 'ja' ? 'en' : 'ja';
    return [{ language, question, options }, ...byLanguage];
  }
  if (byLanguage.length > 1) return byLanguage;
  const column = find(HEADERS.language);
  const told = tellLanguage(rows.map(({ cells }) => cellText(cells.get(question))));
  return [{ language: column === null ? (told ?? 'en') : { column }, question, options }];
}

function firstOf(names: readonly string[], columns: ReadonlyMap<string, string>): string | null {
  const name = names.find((candidate) => columns.has(candidate));
  return name === undefined ? null : columns.get(name)!;
}

/** Names of the columns of single options: a, opa, optiona, choice1, 選択肢1, options.a, … */
const OPTION_SERIES = ['', 'op', 'option', 'options.', 'choice', 'choices.', 'ans', '選択肢', '選択枝', '肢'].flatMap(
  (prefix) =>
    [[...'abcdefghij'], [...'123456789'], [...'012345678']].map((ends) => ends.map((end) => `${prefix}${end}`)),
);

function proposeOptions(columns: ReadonlyMap<string, string>, rows: readonly TableRow[]): OptionColumns | null {
  for (const series of OPTION_SERIES) {
    const end = series.findIndex((name) => !columns.has(name));
    const count = end < 0 ? series.length : end;
    if (count >= 2) return { kind: 'columns', columns: series.slice(0, count).map((name) => columns.get(name)!) };
  }
  const column = firstOf(HEADERS.options, columns);
  return column === null ? null : { kind: 'list', column, separator: proposeSeparator(column, rows) };
}

/** The separator that gives every row the most options, at least two. */
export function proposeSeparator(column: string, rows: readonly TableRow[]): string | null {
  const texts = rows.map(({ cells }) => cells.get(column)).filter((cell) => typeof cell === 'string');
  if (texts.length === 0 || texts.every(parseList)) return null;
  const splits = (separator: string) => texts.every((text) => text.split(separator).length > 1);
  return ['|', '\n', ';', '；', '\t', '、', ','].find(splits) ?? '|';
}

/** Of the columns called an answer the first whose answers can be read, else the first. */
function proposeAnswer(
  columns: readonly string[],
  rows: readonly TableRow[],
  options: OptionColumns,
): { is: AnswerColumn; readable: boolean } | null {
  const candidates = HEADERS.answer.flatMap((name) => columns.filter((column) => plain(column) === name));
  for (const column of candidates) {
    const is = proposeAnswerKind(column, rows, options);
    if (is) return { is, readable: true };
  }
  const first = candidates[0];
  return first === undefined ? null : { is: { kind: 'letters', column: first }, readable: false };
}

/** How the answers of a column are written; null where they are nothing that is known. */
export function proposeAnswerKind(
  column: string,
  rows: readonly TableRow[],
  options: OptionColumns,
): AnswerColumn | null {
  const seen = rows.flatMap((row) => {
    const found = optionsIn(row, options);
    return found ? [{ answer: row.cells.get(column), found, optionCount: found.length }] : [];
  });
  const every = (answer: AnswerColumn) => seen.every((row) => 'options' in answerIn(row.answer, answer, row.found));
  if (seen.length === 0) return null;
  // The text first: options that are themselves letters or numbers are named by what they say.
  if (every({ kind: 'text', column })) return { kind: 'text', column };
  if (
    seen.every(({ answer }) => /^[a-z]/.test(plainLetters(lettersIn(answer).join('')))) &&
    every({ kind: 'letters', column })
  )
    return { kind: 'letters', column };
  if (seen.every(({ answer }) => numbersIn(answer))) return { kind: 'index', column, base: tellBase(seen) };
  return null;
}
