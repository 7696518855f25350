import { z } from 'zod';
import type { Language } from '@/i18n/languages';
import type { DatasetFile, DatasetKind, Item } from '../types';
import { assemble, ById, type DatasetReading, NO_FACTS } from './assemble';
import { Problems } from './errors';
import { Id, Options, Text } from './fields';
import { FileReading } from './file-reading';
import { readJsonl } from './jsonl';
import { tellLanguage } from './language';
import { optionsWithText } from './letters';
import { byName, type NamedSource, stemName } from './source';

/*
 * The files that the published evaluator (stardust-coder/japanese-lm-med-harness) reads: for MedQA and
 * MedMCQA in either language, and what it makes of MMLU's and JMMLU's CSV. The answer is an option's text.
 */

const Row = z
  .object({
    problem_id: Id.nullish(),
    problem_text: Text.optional(),
    question: Text.optional(),
    choices: Options.optional(),
    options: Options.optional(),
    answer: z.string(),
  })
  .transform(({ problem_text, question, choices, options, ...rest }, context) => {
    const [text, list] = [problem_text ?? question, choices ?? options];
    if (text === undefined) context.addIssue({ code: 'custom', path: ['problem_text'], message: 'missing' });
    if (list === undefined) context.addIssue({ code: 'custom', path: ['choices'], message: 'missing' });
    else if (list.length < 2) context.addIssue({ code: 'custom', path: ['choices'], message: 'too-few' });
    return { ...rest, text: text ?? '', options: list ?? [] };
  });

/** `usmleqa_ja.jsonl` and `usmleqa_en.jsonl` are one set in two languages. */
export const parseHarnessName = (name: string): { set: string; language: Language | null } => {
  const [, set = '', suffix] = /^(.*?)(?:_(ja|jp|en))?$/.exec(stemName(name)) ?? [];
  return { set, language: suffix === 'en' ? 'en' : suffix ? 'ja' : null };
};

export function harnessKind(name: string, language: Language | null): DatasetKind {
  if (/medmcqa/i.test(name)) return 'medmcqa';
  if (/usmle|medqa/i.test(name)) return 'medqa';
  if (/jmmlu/i.test(name)) return 'jmmlu';
  if (/mmlu/i.test(name)) return language === 'ja' ? 'jmmlu' : 'mmlu';
  return 'generic';
}

interface Side {
  file: string;
  language: Language;
  records: ById<Drafted>;
}

interface Drafted {
  language: Language;
  text: string;
  options: string[];
  gold: Set<number>;
  joined: boolean;
}

/** One file, or the files of one set in Japanese and in English. */
export async function readHarness(sources: readonly NamedSource[]): Promise<DatasetReading> {
  const [problems, remarks] = [new Problems(), new Problems()];
  const files: DatasetFile[] = [];
  const sides: Side[] = [];
  for (const source of byName(sources)) {
    const { file, language, records } = await readSide(source, problems);
    files.push(file);
    sides.push({ file: source.name, language, records });
  }
  const items = pair(sides, problems);
  const { set } = parseHarnessName(sources[0]?.name ?? '');
  const kind = harnessKind(sources[0]?.name ?? '', sides[0]?.language ?? null);
  return assemble({ kind, name: set, items, files, problems, remarks });
}

async function readSide(source: NamedSource, problems: Problems) {
  const reading = await FileReading.start(source, problems);
  const { set, language: named } = parseHarnessName(source.name);
  const rows: { line: number; value: z.infer<typeof Row> }[] = [];
  for await (const row of readJsonl(reading, Row)) rows.push(row);
  const language = named ?? tellLanguage(rows.map(({ value }) => value.text));
  const first = rows[0];
  if (!language && first) reading.problem('unsupported-language', first.line);
  const records = new ById<Drafted>(problems);
  for (const [index, { line, value }] of rows.entries()) {
    const { text, options } = value;
    const answer = goldOf(options, value.answer);
    const id = value.problem_id ?? `${set}-${index + 1}`;
    if (!answer) reading.badField(line, 'answer', 'not-an-option');
    else records.add(id, { language: language ?? 'en', text, options, ...answer }, { file: source.name, line });
  }
  return { file: reading.file(), language: language ?? ('en' as const), records };
}

/** One option's text, or the texts of several joined by ",", as the evaluator joins them. */
function goldOf(options: readonly string[], answer: string): { gold: Set<number>; joined: boolean } | null {
  const one = optionsWithText(options, answer);
  if (one.length > 0) return { gold: new Set(one), joined: false };
  const several = answer.split(',').map((text) => optionsWithText(options, text));
  // Two options that read the same can't be told apart in a joined answer.
  if (several.some((found) => found.length !== 1)) return null;
  const gold = new Set(several.flat());
  return gold.size === several.length ? { gold, joined: true } : null;
}

function pair(sides: readonly Side[], problems: Problems): Item[] {
  const items: Item[] = [];
  const [first, second] = sides;
  for (const [id, record] of first?.records.entries ?? []) {
    const other = second?.records.entries.get(id);
    if (second && !other) {
      problems.add('mismatched-ids', { ...record.place, id, otherFile: second.file });
      continue;
    }
    // Options that read the same in one language may differ in the other, which then says which is meant.
    const gold = other ? new Set([...record.gold].filter((option) => other.gold.has(option))) : record.gold;
    const differs = (field: string): void => {
      const { file: otherFile, line: otherLine } = record.place;
      if (other) problems.add('translation-differs', { ...other.place, id, field, otherFile, otherLine });
    };
    const sameAnswer = other?.joined ? gold.size === other.gold.size && record.joined : gold.size > 0 && !record.joined;
    if (other && other.options.length !== record.options.length) differs('choices');
    else if (other && !sameAnswer) differs('answer');
    else items.push(makeItem(id, [record, ...(other ? [other] : [])], [...gold], record.joined));
  }
  for (const [id, record] of second?.records.entries ?? []) {
    if (!first?.records.entries.has(id)) {
      problems.add('mismatched-ids', { ...record.place, id, otherFile: first?.file ?? '' });
    }
  }
  return items;
}

function makeItem(id: string, records: readonly Drafted[], gold: number[], joined: boolean): Item {
  const texts: Item['texts'] = {};
  for (const { language, text, options } of records) texts[language] = { question: text, options };
  const options = gold.sort((a, b) => a - b);
  const kind = options.length > 1 && !joined ? 'any' : 'all';
  return { id, texts, gold: { kind, options }, textOnly: true, facts: { ...NO_FACTS } };
}
