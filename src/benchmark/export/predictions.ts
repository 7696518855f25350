import { z } from 'zod';
import type { Language } from '@/i18n/languages';
import { Problems } from '../datasets/errors';
import { Id } from '../datasets/fields';
import { FileReading } from '../datasets/file-reading';
import { readJsonl } from '../datasets/jsonl';
import { optionsOfLetters, plainLetters } from '../datasets/letters';
import { byName, type NamedSource } from '../datasets/source';
import type { Protocol } from '../protocols/protocol';
import { protocolHash } from '../protocols/protocol-hash';
import type { Dataset, Item, Run, Sample, SampleScores } from '../types';
import { RunFileError } from './run-file-error';
import { textHasher } from './text-hash';
import { type SampleRow, type WholeRun, withCounts } from './whole-run';

/*
 * Predictions of somebody else's as a run to compare with: lines of {"problem_id", "prediction",
 * "explanation"} as IgakuQA's baseline_results has them. docs/run-files.md says what is read how.
 */

/** The options predicted by the publisher's indexes, or a text where it names none; null is no answer. */
export type Prediction = readonly number[] | string | null;

/** Scores of a prediction: the predictions of others came without their model's output, so there is no more to score. */
export type PredictionScorer = (item: Item, prediction: Prediction) => SampleScores;

/**
 * `published`: letters joined by "," and nothing else, as IgakuQA's own script compares them: "c, d" is no
 * answer. `lenient`: capitals, full width, spaces and a remark behind the letters are no fault.
 */
export type PredictionReading = 'published' | 'lenient';

export interface PredictionsToRead {
  sources: readonly NamedSource[];
  dataset: Dataset;
  language: Language;
  reading: PredictionReading;
  score: PredictionScorer;
  /** Items without a prediction: left out and told, or among the items as not answered. */
  missing: 'leave-out' | 'count-wrong';
  /** Of the run: `modelId` is who predicted, in words. */
  run: Pick<Run, 'id' | 'createdAt' | 'modelId' | 'appVersion'>;
}

export interface PredictionsRead extends WholeRun {
  /** Items of the data set without a prediction. */
  missing: string[];
  /** Predictions of items that the data set lacks. */
  unknown: { id: string; file: string; line: number }[];
  /** Predictions that name no options: a number, a sentence, an option there is not. They count as they score. */
  unread: { id: string; file: string; line: number; text: string }[];
}

/** What stands for a protocol that nobody here knows. */
const PREDICTIONS_PROTOCOL: Protocol = {
  format: 1,
  id: 'predictions',
  version: 1,
  name: { ja: '外部の予測', en: 'Predictions from outside' },
  description: {
    ja: 'ファイルから読み込んだ予測。質問の仕方は分からない。',
    en: 'Predictions read from a file. How they were asked for is not known.',
  },
  method: 'generate',
  frame: 'raw',
  prompt: {},
  options: 'lettered-lines',
  extraction: 'none',
  decoding: { temperature: 0, topP: 1, maxTokens: 1, seed: null, stop: [] },
  longestQuestion: null,
  optionCount: null,
  headline: 'official',
};

const Line = z
  .object({
    problem_id: Id,
    prediction: z.union([z.string(), z.number(), z.array(z.string())]).nullable(),
    explanation: z.string().nullish(),
  })
  .transform(({ problem_id, prediction, explanation }) => ({
    id: problem_id,
    text: Array.isArray(prediction) ? prediction.join(',') : String(prediction ?? ''),
    explanation: explanation ?? '',
  }));

interface Predicted {
  file: string;
  line: number;
  text: string;
  explanation: string;
}

/** All the files together as one run over the data set. Rejects with the first mistake, a RunFileError. */
export async function readPredictions(options: PredictionsToRead): Promise<PredictionsRead> {
  const { dataset, language, run: about } = options;
  const predicted = await readAll(options.sources);
  const asked = dataset.items.filter((item) => item.texts[language]);
  const known = new Set(asked.map(({ id }) => id));
  const unknown = [...predicted].flatMap(([id, { file, line }]) => (known.has(id) ? [] : [{ id, file, line }]));
  const missing = asked.flatMap(({ id }) => (predicted.has(id) ? [] : [id]));
  const unread: PredictionsRead['unread'] = [];
  const emptyHash = (await textHasher())('');
  const counted = options.missing === 'leave-out' ? asked.filter(({ id }) => predicted.has(id)) : asked;
  const rows = counted.map((item, index): SampleRow => {
    const given = predicted.get(item.id);
    const optionCount = item.texts[language]!.options.length;
    const prediction = given ? readPrediction(given.text, optionCount, options.reading) : null;
    if (given && typeof prediction === 'string') {
      unread.push({ id: item.id, file: given.file, line: given.line, text: given.text });
    }
    const sample = sampleOf(item, optionCount, prediction, options.score);
    const transcript = { prompt: '', output: given?.explanation ?? '', response: given?.text ?? '', logprobs: null };
    return [
      { ...sample, runId: about.id, index, promptHash: emptyHash },
      { ...transcript, runId: about.id, index },
    ];
  });
  const leftOut: Run['leftOut'] = {};
  if (dataset.items.length > asked.length) leftOut['no-text'] = dataset.items.length - asked.length;
  if (asked.length > counted.length) leftOut.filtered = asked.length - counted.length;
  const run = await runOf(options, rows.length, leftOut);
  return { run: withCounts(run, rows), rows, missing, unknown, unread };
}

async function readAll(sources: readonly NamedSource[]): Promise<Map<string, Predicted>> {
  const predicted = new Map<string, Predicted>();
  for (const source of byName(sources)) {
    const problems = new Problems();
    const reading = await FileReading.start(source, problems);
    for await (const { line, value } of readJsonl(reading, Line)) {
      const other = predicted.get(value.id);
      if (other) {
        const places = { id: value.id, otherFile: other.file, otherLine: other.line };
        throw new RunFileError('duplicate-id', { file: source.name, line, ...places });
      }
      predicted.set(value.id, { file: source.name, line, text: value.text, explanation: value.explanation });
    }
    const [first] = problems.list;
    if (first) throw new RunFileError(first.code, first.details, { cause: first });
  }
  return predicted;
}

/** Ascending indexes where the text names options; else the text itself, or null where it is empty. */
export function readPrediction(text: string, optionCount: number, reading: PredictionReading): Prediction {
  if (text.trim() === '') return null;
  const letters = reading === 'published' ? text.split(',') : lenientLetters(text);
  const chosen = optionsOfLetters(letters, optionCount);
  return 'options' in chosen ? chosen.options : text;
}

/** Letters apart by commas, perhaps with a remark in brackets or behind a full stop or colon: "C、E (ビタミンB)". */
function lenientLetters(text: string): string[] {
  const plain = plainLetters(text).replace(/[、､]/g, ',');
  const [, list = ''] = /^([a-z](?:\s*,\s*[a-z])*)\s*(?:$|[(:.。｡])/.exec(plain) ?? [];
  return list.split(',').map((letter) => letter.trim());
}

function sampleOf(item: Item, optionCount: number, prediction: Prediction, score: PredictionScorer) {
  return {
    itemId: item.id,
    optionOrder: Array.from({ length: optionCount }, (_, index) => index),
    prediction: typeof prediction === 'string' || prediction === null ? null : [...prediction],
    gold: item.gold,
    scores: score(item, prediction),
    finish: 'stop',
    promptTokens: 0,
    completionTokens: 0,
    prefillSeconds: 0,
    decodeSeconds: 0,
    wallSeconds: 0,
    attempts: 0,
    failure: null,
  } satisfies Omit<Sample, 'runId' | 'index' | 'promptHash'>;
}

async function runOf(
  { dataset, language, run }: PredictionsToRead,
  total: number,
  leftOut: Run['leftOut'],
): Promise<Run> {
  const { id, kind, name } = dataset;
  return {
    ...run,
    origin: 'predictions',
    position: 0,
    state: 'done',
    plan: {
      dataset: { id, kind, name },
      language,
      protocol: PREDICTIONS_PROTOCOL,
      protocolHash: await protocolHash(PREDICTIONS_PROTOCOL),
      selection: {
        years: [],
        blocks: [],
        categories: [],
        textOnly: false,
        limit: null,
        shuffleItems: null,
        shuffleOptions: null,
        part: null,
      },
    },
    model: null,
    total,
    done: 0,
    failed: 0,
    correct: 0,
    trend: [],
    leftOut,
    fault: null,
  };
}
