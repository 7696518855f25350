import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCsv } from '../datasets/csv';
import { Problems } from '../datasets/errors';
import { FileReading } from '../datasets/file-reading';
import { csvField, csvFile } from './csv';
import { answeredRun, itemsOf, lettering } from './testing/whole-runs';

async function parse(blob: Blob) {
  const problems = new Problems();
  const reading = await FileReading.start({ name: 'samples.csv', size: blob.size, bytes: blob }, problems);
  const records: string[][] = [];
  for await (const { fields } of readCsv(reading)) records.push(fields);
  expect(problems.list).toEqual([]);
  const [head = [], ...rows] = records;
  return rows.map((fields) => Object.fromEntries(head.map((name, at) => [name, fields[at]])));
}

it('has a row for each sample', async () => {
  const ids = ['112A1', '112A2'];
  const { run, rows } = await answeredRun(ids, {}, lettering);
  const { blob } = await csvFile({ run, rows, items: itemsOf(ids) });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(await parse(blob)).toMatchObject([
    { index: '0', item_id: '112A1', gold: 'B', prediction: 'A', official: '0', paper_exact: '', category: '循環器' },
    {
      index: '1',
      item_id: '112A2',
      logprobs: '[-1 -0.5 -3 -4 -5]',
      options: 'A: い\nB: ろ, は\nC: に\nD: =ほ\nE: へ.',
    },
  ]);
});

it('keeps what is known where the data set is gone', async () => {
  const { run, rows } = await answeredRun(['112A1']);
  const { blob } = await csvFile({ run, rows, items: new Map() });
  expect(await parse(blob)).toMatchObject([{ item_id: '112A1', question: '', output: 'い\nbecause' }]);
});

it('lets no spreadsheet compute what a model wrote', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '＝1', '＋1', '－1', '＠1']) {
    expect(csvField(text).replace(/^"/, '')).toBe(`'${text}${/[\r\n]/.test(text) ? '"' : ''}`);
  }
  expect(csvField('a=1')).toBe('a=1');
  expect(csvField(-0.5)).toBe('-0.5');
  const cell = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', ' ', '"', ',', '\n', '\r', '\t', 'a', '＝') });
  fc.assert(
    fc.property(cell, (text) => !/^"?\s*[=+\-@＝]/.test(csvField(text)) && !/^"?[\t\r\n]/.test(csvField(text))),
  );
});

it('doubles quotes and quotes what would break a row', () => {
  expect(csvField('say "ah"')).toBe('"say ""ah"""');
  expect(csvField('a\nb')).toBe('"a\nb"');
  expect(csvField('\ud800')).toBe('\ufffd');
  expect(csvField(null)).toBe('');
});
