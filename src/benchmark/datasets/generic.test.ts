import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readGeneric } from './generic';
import type { ColumnMapping } from './mapping';
import { proposeMapping } from './propose-mapping';
import type { NamedSource } from './source';
import { previewTable } from './table';
import { datasetOf, jsonLines, problemsOf, textSource } from './testing/sources';

async function proposed(source: NamedSource): Promise<ColumnMapping> {
  const mapping = proposeMapping(await previewTable(source));
  if (!mapping) throw new Error('no mapping');
  return mapping;
}

const read = async (source: NamedSource) => readGeneric(source, await proposed(source));

const row = { question: 'Which is a bone?', options: ['Femur', 'Liver', 'Lens'], answer: 'A' };

describe('a table of anybody’s making', () => {
  it.each<[string, string, string, string]>([
    [
      'Japanese headers',
      'x.csv',
      '問題番号,問題文,選択肢1,選択肢2,選択肢3,正解\nQ1,骨はどれか。,大腿骨,肝臓,水晶体,1\nQ2,臓器はどれか。,骨,爪,肝臓,3\n',
      'ja',
    ],
    [
      'letter columns',
      'x.csv',
      'id,question,A,B,C,answer\nQ1,Which is a bone?,Femur,Liver,Lens,A\nQ2,Which is an organ?,Bone,Nail,Liver,c\n',
      'en',
    ],
    [
      'one column of options',
      'x.csv',
      'ID,Question,Choices,Correct Answer\nQ1,Which is a bone?,Femur|Liver|Lens,Femur\nQ2,Which is an organ?,Bone|Nail|Liver,Liver\n',
      'en',
    ],
    [
      'lists',
      'x.jsonl',
      jsonLines([
        { qid: 'Q1', ...row },
        { qid: 'Q2', ...row, answer: ['c'] },
      ]),
      'en',
    ],
    [
      'an object of options, counted from 0',
      'x.jsonl',
      jsonLines([
        { id: 'Q1', question: row.question, options: { A: 'Femur', B: 'Liver', C: 'Lens' }, label: 0 },
        { id: 'Q2', question: row.question, options: { A: 'Bone', B: 'Nail', C: 'Liver' }, label: 2 },
      ]),
      'en',
    ],
  ])('is understood by %s', async (_, name, text, language) => {
    const dataset = datasetOf(await read(textSource(name, text)));
    expect(dataset).toMatchObject({ kind: 'generic', name: 'x', languages: [language] });
    expect(dataset.items.map((item) => [item.id, item.gold])).toEqual([
      ['Q1', { kind: 'all', options: [0] }],
      ['Q2', { kind: 'all', options: [2] }],
    ]);
    expect(Object.values(dataset.items[0]!.texts)[0]?.options).toHaveLength(3);
  });

  it('may have both languages in a row', async () => {
    const source = textSource(
      'both.csv',
      'question_ja,choices_ja,question_en,choices_en,answer,category,year,points,kinki\n骨は？,骨|肝,A bone?,bone|liver,A,解剖,2024,3,b\n',
    );
    const dataset = datasetOf(await read(source));
    expect(dataset.languages).toEqual(['ja', 'en']);
    expect(dataset.items[0]).toEqual({
      id: 'both-1',
      texts: {
        ja: { question: '骨は？', options: ['骨', '肝'] },
        en: { question: 'A bone?', options: ['bone', 'liver'] },
      },
      gold: { kind: 'all', options: [0] },
      textOnly: true,
      facts: {
        year: 2024,
        block: null,
        category: '解剖',
        points: 3,
        prohibited: [1],
        humanAccuracy: null,
        humanShares: null,
      },
    });
  });

  it('may state each row’s language', async () => {
    const source = textSource(
      'x.csv',
      'question,a,b,answer,language\n骨は？,骨,肝,a,Japanese\nA bone?,bone,liver,a,en\n',
    );
    expect(datasetOf(await read(source)).languages).toEqual(['ja', 'en']);
  });

  it.each([
    [
      'a letter beyond the options',
      { ...row, answer: 'D' },
      { code: 'bad-field', field: 'answer', reason: 'beyond-options' },
    ],
    ['a blank option', { ...row, options: ['x', ' '] }, { code: 'bad-field', field: 'options', reason: 'empty' }],
    ['one option', { ...row, options: ['x'] }, { code: 'bad-field', field: 'options', reason: 'too-few' }],
    [
      'options that are a number',
      { ...row, options: 3 },
      { code: 'bad-field', field: 'options', reason: 'wrong-type' },
    ],
    ['no question', { ...row, question: undefined }, { code: 'bad-field', field: 'question', reason: 'missing' }],
  ])('is refused with %s', async (_, bad, expected) => {
    const good = textSource('x.jsonl', jsonLines([row]));
    const reading = await readGeneric(textSource('x.jsonl', jsonLines([row, bad])), await proposed(good));
    expect(problemsOf(reading)).toEqual([{ file: 'x.jsonl', line: 2, ...expected }]);
  });

  it('is refused where its counting can’t be told', async () => {
    const reading = await read(
      textSource(
        'x.jsonl',
        jsonLines([
          { ...row, answer: 1 },
          { ...row, answer: 2 },
        ]),
      ),
    );
    expect(problemsOf(reading)).toEqual([{ code: 'unknown-answer-base', file: 'x.jsonl', line: 1, field: 'answer' }]);
  });

  it('is refused with a header twice, or rows of another width', async () => {
    const mapping = await proposed(textSource('x.csv', 'question,a,b,answer\nA bone?,bone,liver,a\n'));
    const twice = await readGeneric(textSource('x.csv', 'question,a,a,answer\nA bone?,bone,liver,a\n'), mapping);
    expect(problemsOf(twice)).toMatchObject([{ code: 'bad-field', field: 'a', reason: 'twice', line: 1 }]);
    const short = await readGeneric(textSource('x.csv', 'question,a,b,answer\nA bone?,bone,liver\n'), mapping);
    expect(problemsOf(short)).toEqual([{ code: 'wrong-columns', file: 'x.csv', line: 2, expected: 4, actual: 3 }]);
  });
});

it('reads the examples of docs/datasets.md', async () => {
  const text = readFileSync(new URL('../../../docs/datasets.md', import.meta.url), 'utf8');
  const [csv, json] = [/( {4}id,question.*\n)( {4}.*\n)+/.exec(text)![0], /^ {4}\{"id".*$/m.exec(text)![0]];
  const table = datasetOf(await read(textSource('own.csv', csv.replace(/^ {4}/gm, ''))));
  expect(table.items[0]).toMatchObject({ id: 'W1', gold: { options: [0] }, facts: { category: 'clothing' } });
  const lines = datasetOf(await read(textSource('own.jsonl', json.trim())));
  expect(lines).toMatchObject({ languages: ['ja'], items: [{ id: 'W1', gold: { options: [0] } }] });
});

describe('the preview', () => {
  it('has the columns and the first rows', async () => {
    const preview = await previewTable(textSource('x.jsonl', jsonLines([row, { ...row, extra: { deep: 1 } }])), 2);
    expect(preview.columns).toEqual(['question', 'options', 'answer', 'extra.deep']);
    expect(preview.rows).toHaveLength(2);
  });
});
