import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatasetReading } from './assemble';
import { DatasetError } from './errors';
import { readGeneric } from './generic';
import { readHarness } from './harness';
import { readIgakuQa } from './igakuqa';
import type { ColumnMapping } from './mapping';
import { readMedMcQa } from './medmcqa';
import { readMedQa } from './medqa';
import { readMmlu } from './mmlu';
import { readDataset } from './read-dataset';
import { sniffDatasets } from './sniff';
import type { NamedSource } from './source';
import { bytesSource } from './testing/sources';

const MAPPING: ColumnMapping = {
  id: 'id',
  texts: [{ language: 'en', question: 'question', options: { kind: 'list', column: 'options', separator: '|' } }],
  answer: { kind: 'letters', column: 'answer' },
  category: 'category',
  year: 'year',
  block: null,
  points: 'points',
  textOnly: 'text_only',
  prohibited: 'kinki',
};

const READERS: Record<string, { name: string; read: (source: NamedSource) => Promise<DatasetReading> }> = {
  IgakuQA: { name: '130-A.jsonl', read: (source) => readIgakuQa([source]) },
  'IgakuQA translation': { name: '130-A_translate.jsonl', read: (source) => readIgakuQa([source]) },
  'IgakuQA metadata': { name: '130-A_metadata.jsonl', read: (source) => readIgakuQa([source]) },
  MedQA: { name: 'test.jsonl', read: readMedQa },
  MedMCQA: { name: 'dev.json', read: readMedMcQa },
  MMLU: { name: 'anatomy.csv', read: (source) => readMmlu([source]) },
  harness: { name: 'usmleqa.jsonl', read: (source) => readHarness([source]) },
  'generic JSON Lines': { name: 'own.jsonl', read: (source) => readGeneric(source, MAPPING) },
  'generic CSV': { name: 'own.csv', read: (source) => readGeneric(source, MAPPING) },
  'any, as dropped': { name: 'own.jsonl', read: readSniffed },
};

async function readSniffed(source: NamedSource): Promise<DatasetReading> {
  const { groups, leftOver } = await sniffDatasets([source]);
  expect(groups.length + leftOver.length).toBe(1);
  const group = groups[0];
  return group ? readDataset(group) : { state: 'refused', problems: [], omitted: 0 };
}

/** A right line of each format, to be spoilt. */
const LINES = [
  '{"problem_id":"130A1","problem_text":"Q","choices":["a","b","c","d","e"],"text_only":true,"answer":["a"],"points":"1"}',
  '{"problem_id":"130A1","problem_text_en":"Q","choices_en":["a","b"],"answer":["a"]}',
  '{"problem_id":"130A1","category":"x","kinki":["a"],"human_accuracy":"90","breakdown":["90","10"]}',
  '{"question":"What?","options":{"A":"x","B":"y"},"answer":"x","answer_idx":"A","meta_info":"step1"}',
  '{"id":"q","question":"What?","opa":"1","opb":"2","opc":"3","opd":"4","cop":1,"subject_name":"x"}',
  '{"problem_id":1,"problem_text":"What?","choices":["x","y"],"answer":"x"}',
  '{"id":"q","question":"What?","options":["x","y"],"answer":"A","category":"c","year":2020,"points":1,"kinki":"b"}',
  'What?,one,two,three,four,A',
  'id,question,options,answer',
  'q1,"What, then?",x|y,B',
  '{"__proto__":{"question":"x"},"constructor":1,"toString":[]}',
];

/** Something else in the place of a value, deep or at the top. */
const values = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(null, -1, 1e308, '', ' ', 'z', 'a or z', [], {}, ['zz'], [[]], '\u0000', '\ud800', true),
);
const spoiltLine = fc.tuple(fc.constantFrom(...LINES), fc.nat(), values).map(([line, which, value]) => {
  if (!line.startsWith('{')) return line.replace(/[,"|]/g, (mark, at) => (at % 7 === which % 7 ? '"' : mark));
  const object = JSON.parse(line) as Record<string, unknown>;
  const keys = Object.keys(object);
  return JSON.stringify({ ...object, [keys[which % keys.length]!]: value, unknown: value });
});
const cutLine = fc.tuple(fc.constantFrom(...LINES), fc.nat({ max: 99 })).map(([line, at]) => line.slice(0, at));
const texts = fc
  .array(fc.oneof(fc.constantFrom(...LINES), spoiltLine, cutLine, fc.string({ unit: 'binary' })), { maxLength: 6 })
  .map((lines) => new TextEncoder().encode(lines.join('\n')));
const files = fc.oneof({ weight: 4, arbitrary: texts }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) });

function expectHonest(reading: DatasetReading, file: string): void {
  if (reading.state === 'read') {
    expect(reading.dataset.items.length).toBeGreaterThan(0);
    const ids = reading.dataset.items.map((item) => item.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { texts: written, gold, facts } of reading.dataset.items) {
      const counts = Object.values(written).map((text) => text.options.length);
      expect(new Set(counts).size).toBe(1);
      for (const option of [...('options' in gold ? gold.options : []), ...facts.prohibited]) {
        expect(option).toBeGreaterThanOrEqual(0);
        expect(option).toBeLessThan(counts[0]!);
      }
      if ('options' in gold) expect(gold.options.length).toBeGreaterThan(0);
    }
    return;
  }
  for (const problem of reading.problems) {
    expect(problem).toBeInstanceOf(DatasetError);
    expect(problem.details.file).toBe(file);
    expect(problem.details.line).toBeGreaterThanOrEqual(1);
  }
}

describe.each(Object.entries(READERS))('the reader of %s', (_, { name, read }) => {
  it('makes of any file a data set or errors with file and line', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (bytes) => {
        const reading = await read(bytesSource(name, bytes, 64));
        expectHonest(reading, name);
        if (reading.state === 'refused' && read !== readSniffed) expect(reading.problems).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a line of ten megabytes without keeping it', async () => {
    const bytes = new TextEncoder().encode(`{"question":"${'x'.repeat(10 * 2 ** 20)}"}\n`);
    const reading = await read(bytesSource(name, bytes, 65_536));
    expect(reading.state).toBe('refused');
    expectHonest(reading, name);
  });
});
