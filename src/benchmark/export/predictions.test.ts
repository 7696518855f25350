import { describe, expect, it } from 'vitest';
import { readIgakuQa } from '../datasets/igakuqa';
import { itWithPublished, publishedSources } from '../datasets/testing/published';
import { datasetOf, jsonLines, textSource } from '../datasets/testing/sources';
import { isOfficiallyRight, officialScore } from '../scoring/official';
import type { Dataset, Item, SampleScores } from '../types';
import { type Prediction, type PredictionsToRead, readPrediction, readPredictions } from './predictions';
import type { RunFileError } from './run-file-error';
import { itemOf } from './testing/whole-runs';

const score = (item: Item, prediction: Prediction): SampleScores => ({
  paperExact: null,
  paperGestalt: null,
  correctedExact: null,
  correctedGestalt: null,
  official: officialScore(item, prediction),
});

const dataset: Dataset = {
  id: 'd'.repeat(64),
  kind: 'igakuqa',
  name: 'Test',
  languages: ['ja', 'en'],
  items: [
    itemOf('112A1'),
    itemOf('112A2', { kind: 'all', options: [2, 3] }),
    itemOf('112A3', { kind: 'value', value: '82' }),
  ],
  files: [],
};

const read = (rows: readonly unknown[], changes: Partial<PredictionsToRead> = {}) =>
  readPredictions({
    sources: [textSource('chatgpt.jsonl', jsonLines(rows))],
    dataset,
    language: 'ja',
    reading: 'published',
    score,
    missing: 'leave-out',
    run: { id: 'run-1', createdAt: 5, modelId: 'chatgpt', appVersion: '0.1.0' },
    ...changes,
  });

it('makes a run of predictions, in the order of the data set', async () => {
  const whole = await read([
    { problem_id: '112A3', prediction: '82', explanation: 'because' },
    { problem_id: '112A1', prediction: 'b', explanation: 'b' },
    { problem_id: '112A2', prediction: 'd,c', explanation: '' },
  ]);
  expect(whole.run).toMatchObject({ origin: 'predictions', state: 'done', total: 3, done: 3, correct: 3, leftOut: {} });
  expect(whole.rows.map(([sample]) => sample.prediction)).toEqual([[1], [2, 3], null]);
  expect(whole.rows[2]![1]).toMatchObject({ response: '82', output: 'because', index: 2 });
  expect(whole).toMatchObject({ missing: [], unknown: [], unread: [{ id: '112A3', text: '82', line: 1 }] });
});

it('tells what is missing and what is unknown', async () => {
  const rows = [
    { problem_id: '999A1', prediction: 'a' },
    { problem_id: '112A1', prediction: 'a' },
  ];
  const left = await read(rows);
  expect(left).toMatchObject({
    missing: ['112A2', '112A3'],
    unknown: [{ id: '999A1', file: 'chatgpt.jsonl', line: 1 }],
    run: { total: 1, correct: 0, leftOut: { filtered: 2 } },
  });
  const wrong = await read(rows, { missing: 'count-wrong' });
  expect(wrong).toMatchObject({ missing: ['112A2', '112A3'], run: { total: 3, done: 3, leftOut: {} } });
});

it('names file, line and field of a mistake', async () => {
  const refusal = (rows: readonly unknown[]) =>
    read(rows).then(
      () => null,
      ({ code, details }: RunFileError) => ({ code, ...details }),
    );
  const good = { problem_id: '112A1', prediction: 'a' };
  expect(await refusal([good, { problem_id: '112A2' }])).toMatchObject({
    code: 'bad-field',
    file: 'chatgpt.jsonl',
    line: 2,
    field: 'prediction',
    reason: 'missing',
  });
  expect(await refusal([good, good])).toMatchObject({ code: 'duplicate-id', line: 2, otherLine: 1, id: '112A1' });
});

describe('reads a prediction', () => {
  it.each<[string, Prediction, Prediction]>([
    ['c', [2], [2]],
    ['e,c', [2, 4], [2, 4]],
    ['c, d', 'c, d', [2, 3]],
    ['C', 'C', [2]],
    ['Ｃ、e', 'Ｃ、e', [2, 4]],
    ['c (計算式は2×(na値+k値))', 'c (計算式は2×(na値+k値))', [2]],
    ['', null, null],
    ['f', 'f', 'f'],
    ['a,a', 'a,a', 'a,a'],
    ['a and b', 'a and b', 'a and b'],
    ['cancer', 'cancer', 'cancer'],
    ['①13 torr', '①13 torr', '①13 torr'],
  ])('%s', (text, published, lenient) => {
    expect(readPrediction(text, 5, 'published')).toEqual(published);
    expect(readPrediction(text, 5, 'lenient')).toEqual(lenient);
  });
});

itWithPublished('igakuqa/baseline_results', 'scores the published baselines by the official rule', async () => {
  const all = await publishedSources('igakuqa');
  const questions = all.filter(({ name }) => !name.includes('baseline_results'));
  const published = datasetOf(await readIgakuQa(questions));
  for (const who of ['chatgpt', 'student-majority']) {
    const sources = all.filter(({ name }) => name.includes(`_${who}.jsonl`));
    const whole = await read([], { sources, dataset: published });
    expect(whole).toMatchObject({ unknown: [], missing: [], run: { total: 1600, done: 1600 } });
    const golds = new Map(published.items.map((item) => [item.id, item.gold]));
    const byLetter = whole.rows.map(([{ itemId }, { response }]) => {
      const gold = golds.get(itemId)!;
      const answer = gold.kind === 'value' ? [gold.value] : gold.options.map((index) => 'abcdefghij'[index]!);
      return isOfficiallyRight({ problem_id: itemId, answer }, response) ? 1 : 0;
    });
    expect(whole.rows.map(([sample]) => sample.scores.official)).toEqual(byLetter);
  }
});
