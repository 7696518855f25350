import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from './csv';
import { Problems } from './errors';
import { FileReading } from './file-reading';
import { textSource } from './testing/sources';

async function read(text: string) {
  const problems = new Problems();
  const records = [];
  for await (const record of readCsv(await FileReading.start(textSource('a.csv', text), problems)))
    records.push(record);
  return { records, told: problems.list.map(({ details }) => [details.line, details.reason]) };
}

describe('CSV', () => {
  it('has commas, quotes and line ends within quotes, and says where each record begins', async () => {
    const { records, told } = await read('a,"b,1","say ""so""",\r\n\r\n"two\r\n\r\nlines", c ,""\nlast');
    expect(told).toEqual([]);
    expect(records).toEqual([
      { line: 1, fields: ['a', 'b,1', 'say "so"', ''] },
      { line: 3, fields: ['two\n\nlines', ' c ', ''] },
      { line: 6, fields: ['last'] },
    ]);
  });

  it.each([
    ['a quote that never closes', 'x,y\n"open,\nmore\n', [[2, 'open-quote']]],
    ['a quote within a plain field', 'a 5" tube,b\nx\n', [[1, 'stray-quote']]],
    ['text after a closing quote', '"a" ,b\n', [[1, 'after-quote']]],
    ['lone carriage returns', 'a,b\rc,d\r', [[1, 'carriage-return']]],
  ])('refuses %s', async (_, text, problems) => {
    expect((await read(text)).told).toEqual(problems);
  });

  it('gives back every table that was written as RFC 4180 says', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '日', ' ', ',', '"', '\n', "'", ';') });
    const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), async (rows, end, ends) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""').replaceAll('\n', end)}"`;
        const write = (text: string) => (/[",\n]/.test(text) || text === '' ? quote(text) : text);
        const text = rows.map((row) => row.map(write).join(',')).join(end) + (ends && rows.length ? end : '');
        const { records, told } = await read(text);
        expect(told).toEqual([]);
        expect(records.map((record) => record.fields)).toEqual(rows);
      }),
    );
  });
});
