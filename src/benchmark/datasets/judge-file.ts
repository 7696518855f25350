import type { Language } from '@/i18n/languages';
import { type CsvRecord, readCsv } from './csv';
import { Problems } from './errors';
import { FileReading } from './file-reading';
import { parseHarnessName } from './harness';
import { type IgakuQaName, parseIgakuQaName } from './igakuqa-name';
import { tellLanguage } from './language';
import type { ColumnMapping } from './mapping';
import { isMmluRecord } from './mmlu';
import { proposeMapping } from './propose-mapping';
import { baseName, type NamedSource } from './source';
import { cellText, isCsv, previewTable, type TablePreview } from './table';

/**
 * `hidden`: a system's own file. `other-format`: neither JSON Lines nor CSV. `json-array`: one JSON value over
 * the whole file. `predictions`: a model's answers, not questions. `no-question-file`: a translation or metadata
 * of IgakuQA without its NNN-X.jsonl. `nested-archive`: an archive within an archive. `unsupported-language`.
 * `not-questions`: a table without a row that reads as a question.
 */
export type LeftOverReason =
  | 'hidden'
  | 'other-format'
  | 'json-array'
  | 'predictions'
  | 'no-question-file'
  | 'nested-archive'
  | 'unsupported-language'
  | 'not-questions';

/** What one file is, before files are put together. */
export type Verdict =
  | { reader: 'igakuqa'; kind: IgakuQaName['kind'] }
  | { reader: 'medqa' | 'medmcqa' }
  | { reader: 'mmlu'; language: Language }
  | { reader: 'harness'; language: Language | null }
  | { reader: 'generic'; mapping: ColumnMapping | null }
  | { leftOver: LeftOverReason };

/** By its name and its first lines. */
export async function judgeFile(source: NamedSource): Promise<Verdict> {
  const { name } = source;
  if (/(^|\/)(\.|__MACOSX\/)/.test(name)) return { leftOver: 'hidden' };
  if (/\.(zip|gz|tar|7z|tgz)$/i.test(name)) return { leftOver: 'nested-archive' };
  if (isCsv(name)) return (await judgeMmlu(source)) ?? judgeTable(source, await previewTable(source));
  if (!/\.(jsonl|json|ndjson)$/i.test(name)) return { leftOver: 'other-format' };
  const preview = await previewTable(source);
  const has = (...fields: string[]) => fields.every((field) => preview.columns.includes(field));
  const igakuQa = parseIgakuQaName(name);
  // What its name calls IgakuQA and can't be read is for the reader to complain about, line by line.
  if (igakuQa && (has('problem_id', ...IGAKUQA_FIELDS[igakuQa.part]) || preview.problems.any))
    return { reader: 'igakuqa', kind: igakuQa.kind };
  if (has('prediction') && !has('problem_text') && !has('question')) return { leftOver: 'predictions' };
  if (has('opa', 'opb', 'opc', 'opd', 'question')) return { reader: 'medmcqa' };
  if (has('question', 'answer', 'options.A', 'options.B') && (has('answer_idx') || has('meta_info'))) {
    return told(preview, 'question') ? { reader: 'medqa' } : { leftOver: 'unsupported-language' };
  }
  if (
    has('problem_text', 'choices', 'answer') &&
    preview.rows.every((row) => typeof row.cells.get('answer') === 'string')
  ) {
    return { reader: 'harness', language: parseHarnessName(name).language };
  }
  if (preview.rows.length === 0 && preview.columns.length === 0 && (await isArray(source)))
    return { leftOver: 'json-array' };
  return judgeTable(source, preview);
}

const IGAKUQA_FIELDS = {
  questions: ['problem_text', 'choices'],
  translation: ['problem_text_en', 'choices_en'],
  metadata: ['human_accuracy'],
} as const;

const told = ({ rows }: TablePreview, column: string) =>
  tellLanguage(rows.map(({ cells }) => cellText(cells.get(column))));

function judgeTable(source: NamedSource, preview: TablePreview): Verdict {
  const mapping = proposeMapping(preview);
  // A broken file of questions is for its reader to complain about, line by line.
  if (preview.problems.any && /quest|exam|問題/i.test(baseName(source.name))) return { reader: 'generic', mapping };
  if (mapping) return { reader: 'generic', mapping };
  if (preview.rows.length === 0 || preview.columns.length < 3) return { leftOver: 'not-questions' };
  return { reader: 'generic', mapping: null };
}

/** MMLU's files have no header: their first record is a question already. */
async function judgeMmlu(source: NamedSource): Promise<Verdict | null> {
  const reading = await FileReading.start(source, new Problems());
  const records: CsvRecord[] = [];
  for await (const record of readCsv(reading)) {
    records.push(record);
    if (records.length === 20) break;
  }
  // A broken line among them does not make it another format.
  const fitting = records.filter(({ fields }) => isMmluRecord(fields));
  if (!records[0] || fitting.length * 2 <= records.length || !isMmluRecord(records[0].fields)) return null;
  const language = tellLanguage(fitting.map(({ fields }) => fields[0] ?? ''));
  return language ? { reader: 'mmlu', language } : { leftOver: 'unsupported-language' };
}

async function isArray(source: NamedSource): Promise<boolean> {
  const reading = await FileReading.start(source, new Problems());
  for await (const { text } of reading.lines()) if (text.trim() !== '') return text.trim().startsWith('[');
  return false;
}
