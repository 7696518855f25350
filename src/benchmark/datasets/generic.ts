import type { Language } from '@/i18n/languages';
import type { Item, ItemFacts, ItemText } from '../types';
import { assemble, ById, type DatasetReading, NO_FACTS } from './assemble';
import { answerIn, lettersIn, optionsIn, tellBase } from './cells';
import { Problems } from './errors';
import { FileReading } from './file-reading';
import { optionsOfLetters, plainLetters } from './letters';
import type { ColumnMapping, TextColumns } from './mapping';
import { type NamedSource, stemName } from './source';
import { type Cell, cellText, readTable, type TableRow } from './table';

/** A table of anybody's making, read as the mapping says. */
export async function readGeneric(source: NamedSource, given: ColumnMapping): Promise<DatasetReading> {
  const [problems, remarks] = [new Problems(), new Problems()];
  const reading = await FileReading.start(source, problems);
  const rows: TableRow[] = [];
  for await (const row of readTable(reading)) rows.push(row);

  const mapping = withBase(given, rows, reading);
  const stem = stemName(source.name);
  const items = new ById<{ item: Item }>(problems);
  rows.forEach((row, index) => {
    const item = mapping && makeItem(row, mapping, `${stem}-${index + 1}`, reading);
    if (item) items.add(item.id, { item }, { file: source.name, line: row.line });
  });
  return assemble({
    kind: 'generic',
    name: stem,
    items: [...items.entries.values()].map(({ item }) => item),
    files: [reading.file()],
    problems,
    remarks,
  });
}

function withBase(mapping: ColumnMapping, rows: readonly TableRow[], reading: FileReading): ColumnMapping | null {
  const { answer, texts } = mapping;
  const first = texts[0];
  if (!first) {
    reading.problem('no-mapping', 1);
    return null;
  }
  if (answer.kind !== 'index' || answer.base !== null) return mapping;
  const seen = rows.map((row) => ({
    answer: row.cells.get(answer.column),
    optionCount: optionsIn(row, first.options)?.length ?? 0,
  }));
  const base = tellBase(seen);
  if (base !== null) return { ...mapping, answer: { ...answer, base } };
  if (rows[0]) reading.problem('unknown-answer-base', rows[0].line, { field: answer.column });
  return null;
}

function makeItem(row: TableRow, mapping: ColumnMapping, ownId: string, reading: FileReading): Item | null {
  const texts: Item['texts'] = {};
  for (const columns of mapping.texts) {
    const read = readText(row, columns, reading);
    if (!read) return null;
    texts[read.language] ??= read.text;
  }
  const all = Object.values(texts);
  const options = all[0]?.options ?? [];
  const other = all.findIndex((text) => text.options.length !== options.length);
  if (other >= 0) {
    reading.badField(row.line, optionField(mapping.texts[other]!), 'too-few');
    return null;
  }
  const answer = answerIn(row.cells.get(mapping.answer.column), mapping.answer, options);
  if ('reason' in answer) {
    reading.badField(row.line, mapping.answer.column, answer.reason);
    return null;
  }
  const id = mapping.id === null ? ownId : cellText(row.cells.get(mapping.id)).trim();
  if (id === '' || id.length > 200) {
    reading.badField(row.line, mapping.id ?? '', id === '' ? 'empty' : 'too-long');
    return null;
  }
  const facts = readFacts(row, mapping, options.length, reading);
  const textOnly = readFlag(row, mapping.textOnly, reading);
  if (!facts || textOnly === null) return null;
  return { id, texts, gold: { kind: answer.either ? 'any' : 'all', options: answer.options }, textOnly, facts };
}

const optionField = ({ options }: TextColumns): string =>
  options.kind === 'list' ? options.column : (options.columns.at(-1) ?? '');

function readText(
  row: TableRow,
  columns: TextColumns,
  reading: FileReading,
): { language: Language; text: ItemText } | null {
  const language = readLanguage(row, columns.language);
  if (!language) {
    reading.badField(row.line, (columns.language as { column: string }).column, 'not-a-language');
    return null;
  }
  const question = row.cells.get(columns.question);
  if (typeof question !== 'string' || question.trim() === '') {
    reading.badField(row.line, columns.question, question === undefined ? 'missing' : 'empty');
    return null;
  }
  const options = optionsIn(row, columns.options);
  if (!options || options.length < 2 || options.some((option) => option.trim() === '')) {
    const reason = !options ? 'wrong-type' : options.length < 2 ? 'too-few' : 'empty';
    reading.badField(row.line, optionField(columns), reason);
    return null;
  }
  return { language, text: { question, options } };
}

const LANGUAGE_NAMES: Readonly<Record<string, Language>> = {
  ja: 'ja',
  jp: 'ja',
  japanese: 'ja',
  日本語: 'ja',
  en: 'en',
  english: 'en',
  英語: 'en',
};

function readLanguage({ cells }: TableRow, language: TextColumns['language']): Language | null {
  if (typeof language === 'string') return language;
  const name = plainLetters(cellText(cells.get(language.column)));
  return Object.hasOwn(LANGUAGE_NAMES, name) ? LANGUAGE_NAMES[name]! : null;
}

function readFacts(row: TableRow, mapping: ColumnMapping, optionCount: number, reading: FileReading): ItemFacts | null {
  const text = (column: string | null): string | null =>
    (column !== null && cellText(row.cells.get(column)).trim()) || null;
  const number = (column: string | null): number | null => {
    const value = text(column)?.normalize('NFKC');
    if (value === undefined) return null;
    if (/^\d{1,4}(\.\d{1,4})?$/.test(value)) return Number(value);
    reading.badField(row.line, column ?? '', 'not-a-number');
    return Number.NaN;
  };
  const prohibited: Cell | undefined = mapping.prohibited === null ? undefined : row.cells.get(mapping.prohibited);
  const chosen = optionsOfLetters(lettersIn(prohibited), optionCount);
  if ('reason' in chosen) {
    reading.badField(row.line, mapping.prohibited ?? '', chosen.reason);
    return null;
  }
  const [year, points] = [number(mapping.year), number(mapping.points)];
  if (Number.isNaN(year) || Number.isNaN(points)) return null;
  const [category, block] = [text(mapping.category), text(mapping.block)];
  return { ...NO_FACTS, year, points, category, block, prohibited: chosen.options };
}

/** True where there is no such column or it says nothing. Null: a problem. */
function readFlag({ cells, line }: TableRow, column: string | null, reading: FileReading): boolean | null {
  const value = column === null ? '' : plainLetters(cellText(cells.get(column)));
  if (['', 'true', '1', 'yes'].includes(value)) return true;
  if (['false', '0', 'no'].includes(value)) return false;
  reading.badField(line, column ?? '', 'wrong-type');
  return null;
}
