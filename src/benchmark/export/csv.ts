import type { Run } from '../types';
import { letterAt } from './asked-item';
import { blobOfTexts } from './blob-of-texts';
import { METRIC_NAMES, METRICS } from './foreign-names';
import type { ExportFile, RunToExport, SampleRow } from './whole-run';

/*
 * One row a sample, for spreadsheets: RFC 4180 (CRLF, quotes doubled) in UTF-8, with the mark at its start by
 * which Excel tells it from the system's own encoding. Options are letters in the publisher's order.
 */

type Cell = string | number | null;

const COLUMNS = [
  'index',
  'item_id',
  'year',
  'block',
  'category',
  'points',
  'language',
  'question',
  'options',
  'gold',
  'prediction',
  ...METRICS.map((metric) => METRIC_NAMES[metric]),
  'finish',
  'failure',
  'prompt_tokens',
  'completion_tokens',
  'prefill_seconds',
  'decode_seconds',
  'wall_seconds',
  'attempts',
  'shown_order',
  'logprobs',
  'prompt_sha256',
  'response',
  'output',
] as const;

export async function csvFile({ run, rows, items }: RunToExport, name = 'samples.csv'): Promise<ExportFile> {
  async function* lines() {
    yield `\ufeff${COLUMNS.join(',')}\r\n`;
    for await (const row of rows) yield `${cellsOf(run, items, row).map(csvField).join(',')}\r\n`;
  }
  return { name, blob: await blobOfTexts(lines(), 'text/csv') };
}

/** Without the data set its columns stay empty: the rest is worth having all the same. */
function cellsOf({ plan }: Run, items: RunToExport['items'], [sample, transcript]: SampleRow): Cell[] {
  const item = items.get(sample.itemId);
  const text = item?.texts[plan.language];
  const { gold, prediction, scores, failure } = sample;
  const { logprobs } = transcript;
  return [
    sample.index,
    sample.itemId,
    item?.facts.year ?? null,
    item?.facts.block ?? null,
    item?.facts.category ?? null,
    item?.facts.points ?? null,
    plan.language,
    text?.question ?? null,
    text ? text.options.map((option, index) => `${letterAt(index)}: ${option}`).join('\n') : null,
    gold.kind === 'value' ? gold.value : lettersOf(gold.options).join(gold.kind === 'any' ? '|' : ','),
    prediction && lettersOf(prediction).join(','),
    ...METRICS.map((metric) => scores[metric]),
    sample.finish,
    failure?.code ?? null,
    sample.promptTokens,
    sample.completionTokens,
    sample.prefillSeconds,
    sample.decodeSeconds,
    sample.wallSeconds,
    sample.attempts,
    lettersOf(sample.optionOrder).join(','),
    // In brackets: a cell that begins with '-' is taken for a formula.
    logprobs && `[${logprobs.join(' ')}]`,
    sample.promptHash,
    transcript.response,
    transcript.output,
  ];
}

const lettersOf = (options: readonly number[]): string[] => options.map(letterAt);

/** What makes a spreadsheet compute a cell instead of showing it, in half and full width. */
const FORMULA = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;

/** A text that a spreadsheet would compute gets the apostrophe by which they all know it for a text. */
export function csvField(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = (FORMULA.test(value) ? `'${value}` : value).toWellFormed();
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
