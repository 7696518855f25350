import { z } from 'zod';
import { unpackArchives } from '../datasets/archive';
import { type DatasetError, Problems } from '../datasets/errors';
import { FileReading } from '../datasets/file-reading';
import { readJsonl } from '../datasets/jsonl';
import { type NamedSource, wholeOf } from '../datasets/source';
import { protocolHash } from '../protocols/protocol-hash';
import { countAnswer, noAnswers } from '../results/run-counts';
import type { Run } from '../types';
import { blobOfTexts, jsonLine } from './blob-of-texts';
import { RunFileError } from './run-file-error';
import { RUN_FORMAT, RUN_FORMAT_VERSION, RunFormat, RunJson, runJsonOf } from './run-schema';
import { rowOf, SampleLine, sampleLineOf } from './sample-line';
import { type SampleRow, type SampleRows, type WholeRun, withCounts } from './whole-run';
import { zipFiles } from './zip-files';

/*
 * Our own file of a run: a zip of run.json (what says where the figures come from) and samples.jsonl (a line
 * for each item). docs/run-files.md lists their fields.
 */

const RUN_ENTRY = 'run.json';
const SAMPLES_ENTRY = 'samples.jsonl';

/** A protocol with its examples is some ten kilobytes. */
const LONGEST_RUN_JSON = 4 << 20;

/** Rows come as they are read; what is held in memory is the file that they become. */
export async function writeRunFile(run: Run, rows: SampleRows): Promise<Blob> {
  const counts = noAnswers();
  async function* lines() {
    for await (const row of rows) {
      const [sample] = row;
      countAnswer(counts, run, sample);
      yield jsonLine(sampleLineOf(row));
    }
  }
  const samples = await blobOfTexts(lines(), 'application/jsonl');
  const { done, failed, correct } = counts;
  const runJson = new Blob([`${JSON.stringify(runJsonOf(run, done, { done, failed, correct }), null, 2)}\n`]);
  const files = [
    { name: RUN_ENTRY, blob: runJson },
    { name: SAMPLES_ENTRY, blob: samples },
  ];
  return zipFiles(files, new Date(run.createdAt));
}

export const runFileName = ({ plan, modelId, createdAt }: Run): string =>
  `${[plan.dataset.name, plan.language, plan.protocol.id, modelId, new Date(createdAt).toISOString().slice(0, 10)]
    .join('_')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')}.hakui-run.zip`;

/** The run as the file has it, its counts by its samples. Rejects with the first mistake, a RunFileError. */
export async function readRunFile(blob: Blob, name = 'run.zip'): Promise<WholeRun> {
  // By its name an archive is told; a browser may have called it otherwise.
  const archive = { name: /\.zip$/i.test(name) ? name : `${name}.zip`, size: blob.size, bytes: blob };
  const { sources, problems } = await unpackArchives([archive]);
  throwFirst(problems);
  const find = (entry: string): NamedSource => {
    const source = sources.find((each) => each.name === `${archive.name}/${entry}`);
    if (!source) throw new RunFileError('not-a-run-file', { file: archive.name, line: null, entry });
    return source;
  };
  const runSource = find(RUN_ENTRY);
  const samplesSource = find(SAMPLES_ENTRY);
  const { run: described, samples } = await readRunJson(runSource);
  const rows = await readSamples(samplesSource, described.id, described.total);
  if (rows.length !== samples) {
    const details = { file: samplesSource.name, line: null, expected: samples, actual: rows.length };
    throw new RunFileError('sample-count', details);
  }
  const run = { ...described, position: 0, ...noAnswers() } as Run;
  return { run: withCounts(run, rows), rows };
}

async function readRunJson(source: NamedSource): Promise<RunJson> {
  const file = source.name;
  const refuse = (code: RunFileError['code'], rest: Record<string, string | number | null>): never => {
    throw new RunFileError(code, { file, line: null, ...rest });
  };
  if (source.size > LONGEST_RUN_JSON) refuse('archive-too-large', { entry: RUN_ENTRY, limit: LONGEST_RUN_JSON });
  const json = await parseJson(source);
  const format = RunFormat.safeParse(json);
  if (!format.success) return refuse('not-a-run-file', { entry: RUN_ENTRY });
  if (format.data.format !== RUN_FORMAT || format.data.version !== RUN_FORMAT_VERSION) {
    refuse('unknown-format', format.data);
  }
  const parsed = RunJson.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return refuse('bad-field', { field: z.core.toDotPath(issue.path), reason: issue.message });
  }
  const { protocol, protocolHash: expected } = parsed.data.run.plan;
  const actual = await protocolHash(protocol);
  if (actual !== expected) refuse('protocol-hash', { expected, actual });
  return parsed.data;
}

async function parseJson(source: NamedSource): Promise<unknown> {
  const text = await wholeOf(source)
    .then((whole) => whole.text())
    .catch((error: unknown) => {
      throw new RunFileError('unreadable', { file: source.name, line: null, reason: String(error) }, { cause: error });
    });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RunFileError('not-json', { file: source.name, line: null, reason: (error as Error).message });
  }
}

async function readSamples(source: NamedSource, runId: string, total: number): Promise<SampleRow[]> {
  const problems = new Problems();
  const reading = await FileReading.start(source, problems);
  const rows: SampleRow[] = [];
  const indexes = new Set<number>();
  const items = new Set<string>();
  for await (const { line, value } of readJsonl(reading, SampleLine)) {
    throwFirst(problems.list);
    const refuse = (code: RunFileError['code'], rest: Record<string, string | number>) => {
      throw new RunFileError(code, { file: source.name, line, ...rest });
    };
    if (indexes.has(value.index)) refuse('duplicate-index', { index: value.index });
    if (value.index >= total) refuse('beyond-total', { index: value.index });
    if (items.has(value.itemId)) refuse('duplicate-item', { item: value.itemId });
    checkOptions(value, (field, option) => refuse('bad-option', { field, option }));
    indexes.add(value.index);
    items.add(value.itemId);
    rows.push(rowOf(runId, value));
  }
  throwFirst(problems.list);
  return rows.sort(([a], [b]) => a.index - b.index);
}

/** Options that the item has not would break every figure made of them. */
function checkOptions(line: SampleLine, refuse: (field: string, option: number) => void): void {
  const { optionOrder, prediction, gold, logprobs } = line;
  const beyond = (options: readonly number[]) => options.find((option) => option >= optionOrder.length);
  const lists = { prediction: prediction ?? [], 'gold.options': gold.kind === 'value' ? [] : gold.options };
  for (const [field, options] of Object.entries(lists)) {
    const option = beyond(options);
    if (option !== undefined) refuse(field, option);
  }
  if (logprobs && logprobs.length !== optionOrder.length) refuse('logprobs', logprobs.length);
}

function throwFirst([first]: readonly DatasetError[]): void {
  if (first) throw new RunFileError(first.code, first.details, { cause: first });
}
