import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readIgakuQa } from './igakuqa';
import { readDataset } from './read-dataset';
import { sniffDatasets } from './sniff';
import { datasetOf, jsonLines, problemsOf, textSource } from './testing/sources';

const question = (number: number, rest: object = {}) => ({
  problem_id: `130A${number}`,
  problem_text: `検査の前に確かめるのはどれか（${number}）。`,
  choices: ['氏名', '天気', '靴の色', '曜日', '昼食'],
  text_only: true,
  answer: ['a'],
  points: '1',
  ...rest,
});
const translation = (number: number, rest: object = {}) => ({
  problem_id: `130A${number}`,
  problem_text_en: `What is checked before the test (${number})?`,
  choices_en: ['The name', 'The weather', 'The shoes', 'The weekday', 'Lunch'],
  answer: ['a'],
  ...rest,
});
const facts = (number: number, rest: object = {}) => ({
  problem_id: `130A${number}`,
  category: '総論',
  kinki: [],
  reason: '',
  human_accuracy: '90.5',
  breakdown: ['90.5', '5', '2.5', '1', '1'],
  ...rest,
});

const questions = (...rows: unknown[]) => textSource('130-A.jsonl', jsonLines(rows));
const translations = (...rows: unknown[]) => textSource('130-A_translate.jsonl', jsonLines(rows));
const metadata = (...rows: unknown[]) => textSource('130-A_metadata.jsonl', jsonLines(rows));

describe('IgakuQA', () => {
  it.each([
    ['one letter', ['c'], { kind: 'all', options: [2] }],
    ['several', ['e', 'b'], { kind: 'all', options: [1, 4] }],
    ['full-width', ['Ｂ'], { kind: 'all', options: [1] }],
    ['either of two', ['a or d'], { kind: 'any', options: [0, 3] }],
  ])('reads an answer of %s', async (_, answer, gold) => {
    expect(datasetOf(await readIgakuQa([questions(question(1, { answer }))])).items[0]?.gold).toEqual(gold);
  });

  it('reads a number to be worked out', async () => {
    const item = datasetOf(await readIgakuQa([questions(question(1, { answer: ['7.20'], choices: [] }))])).items[0];
    expect(item?.gold).toEqual({ kind: 'value', value: '7.20' });
    expect(item?.texts.ja?.options).toEqual([]);
  });

  it('takes prohibited options in each of the published ways', async () => {
    const kinki = [['c', 'e'], ['ce'], ['ｃ', ' e']];
    const sources = [
      questions(...kinki.map((_, index) => question(index + 1))),
      metadata(...kinki.map((each, index) => facts(index + 1, { kinki: each }))),
    ];
    const { items } = datasetOf(await readIgakuQa(sources));
    expect(items.map((item) => item.facts.prohibited)).toEqual([
      [2, 4],
      [2, 4],
      [2, 4],
    ]);
  });

  it('reads the published evaluator’s name for questions', async () => {
    const reading = await readIgakuQa([textSource('130-A_jp.jsonl', jsonLines([question(1)]))]);
    expect(datasetOf(reading).items).toHaveLength(1);
  });

  it.each([
    ['a letter beyond the options', { answer: ['f'] }, { field: 'answer', reason: 'beyond-options' }],
    ['a letter twice', { answer: ['a', 'a'] }, { field: 'answer', reason: 'twice' }],
    ['a word', { answer: ['all'] }, { field: 'answer', reason: 'not-a-letter' }],
    ['no answer', { answer: [] }, { field: 'answer', reason: 'too-few' }],
    ['answers as text', { answer: 'a' }, { field: 'answer', reason: 'wrong-type', expected: 'array' }],
    ['no text', { problem_text: undefined }, { field: 'problem_text', reason: 'missing' }],
    ['a blank text', { problem_text: ' ' }, { field: 'problem_text', reason: 'empty' }],
    [
      'an option that is a number',
      { choices: ['x', 3] },
      { field: 'choices[1]', reason: 'wrong-type', expected: 'string' },
    ],
    ['points in words', { points: 'many' }, { field: 'points', reason: 'not-a-number' }],
    ['an id of another block', { problem_id: '130B2' }, { field: 'problem_id', reason: 'of-another-file' }],
  ])('refuses %s, with its line', async (_, rest, expected) => {
    const reading = await readIgakuQa([questions(question(1), question(2, rest))]);
    expect(problemsOf(reading)).toEqual([{ code: 'bad-field', file: '130-A.jsonl', line: 2, ...expected }]);
  });

  it('names both places of ids that stand twice, lack or differ', async () => {
    const twice = await readIgakuQa([questions(question(1), question(1))]);
    expect(problemsOf(twice)).toEqual([
      { code: 'duplicate-id', file: '130-A.jsonl', line: 2, id: '130A1', otherFile: '130-A.jsonl', otherLine: 1 },
    ]);
    const lacks = await readIgakuQa([
      questions(question(1), question(2)),
      translations(translation(2), translation(3)),
    ]);
    expect(problemsOf(lacks)).toEqual([
      { code: 'mismatched-ids', file: '130-A.jsonl', line: 1, id: '130A1', otherFile: '130-A_translate.jsonl' },
      { code: 'mismatched-ids', file: '130-A_translate.jsonl', line: 2, id: '130A3', otherFile: '130-A.jsonl' },
    ]);
    const place = { file: '130-A_translate.jsonl', line: 1, id: '130A1', otherFile: '130-A.jsonl', otherLine: 1 };
    const fewer = await readIgakuQa([questions(question(1)), translations(translation(1, { choices_en: ['x'] }))]);
    expect(problemsOf(fewer)).toEqual([{ code: 'translation-differs', ...place, field: 'choices_en' }]);
    const other = await readIgakuQa([questions(question(1)), translations(translation(1, { answer: ['b'] }))]);
    expect(problemsOf(other)).toEqual([{ code: 'translation-differs', ...place, field: 'answer' }]);
  });

  it('leaves out figures that can’t be, and says so', async () => {
    const reading = await readIgakuQa([
      questions(question(1)),
      metadata(facts(1, { human_accuracy: '', breakdown: ['90.5', '500.3', '2.5', '1', '1'] })),
    ]);
    expect(datasetOf(reading).items[0]?.facts).toMatchObject({
      humanAccuracy: null,
      humanShares: null,
      category: '総論',
    });
    expect(reading.state === 'read' && reading.remarks.map(({ code, details }) => ({ code, ...details }))).toEqual([
      { code: 'implausible-figure', file: '130-A_metadata.jsonl', line: 1, field: 'breakdown[1]', value: '500.3' },
    ]);
  });

  it('tells fifty problems of many, and counts the rest', async () => {
    const rows = Array.from({ length: 80 }, (_, index) => question(index, { answer: ['z'] }));
    const reading = await readIgakuQa([questions(...rows)]);
    expect(reading).toMatchObject({ state: 'refused', omitted: 30 });
    expect(problemsOf(reading)).toHaveLength(50);
  });
});

describe('our sample questions', () => {
  it('have IgakuQA’s form and a kind of their own', async () => {
    const rows = [{ ...question(1), problem_id: 'S-A1' }];
    const facts = [{ problem_id: 'S-A1', category: '総論', kinki: ['b'], human_accuracy: '', breakdown: [] }];
    const dataset = datasetOf(
      await readIgakuQa([
        textSource('sample-A.jsonl', jsonLines(rows)),
        textSource('sample-A_metadata.jsonl', jsonLines(facts)),
      ]),
    );
    expect(dataset).toMatchObject({ kind: 'sample', name: 'Sample A' });
    expect(dataset.items[0]).toMatchObject({ id: 'S-A1', facts: { year: null, block: 'A', prohibited: [1] } });
  });

  it('are read as they are shipped', async () => {
    const folder = new URL('../../../public/samples/', import.meta.url);
    const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    const sources = names.map((name) => textSource(`samples/${name}`, readFileSync(new URL(name, folder), 'utf8')));
    const { groups, leftOver } = await sniffDatasets(sources);
    expect([groups.length, leftOver]).toEqual([1, []]);
    expect(datasetOf(await readDataset(groups[0]!))).toMatchObject({
      kind: 'sample',
      name: 'Sample',
      languages: ['ja', 'en'],
    });
  });
});
