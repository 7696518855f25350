import { z } from 'zod';
import { readCsv } from './csv';
import { Problems } from './errors';
import { FileReading } from './file-reading';
import { readJsonl } from './jsonl';
import type { NamedSource } from './source';

export type Cell = string | number | boolean | null | readonly Cell[];

export interface TableRow {
  line: number;
  cells: ReadonlyMap<string, Cell>;
}

export const isCsv = (name: string): boolean => /\.csv$/i.test(name);

/** The rows of a CSV file with a header, or of JSON Lines, where objects within objects become "outer.inner". */
export async function* readTable(reading: FileReading): AsyncGenerator<TableRow> {
  if (isCsv(reading.name)) yield* readCsvTable(reading);
  else yield* readJsonTable(reading);
}

async function* readCsvTable(reading: FileReading): AsyncGenerator<TableRow> {
  let header: string[] | null = null;
  for await (const { line, fields } of readCsv(reading)) {
    if (!header) {
      header = fields.map((name) => name.trim());
      const twice = header.find((name, index) => header?.indexOf(name) !== index);
      if (twice === undefined) continue;
      return reading.badField(line, twice, 'twice');
    }
    if (fields.length === header.length) {
      yield { line, cells: new Map(header.map((name, index) => [name, fields[index] ?? ''])) };
    } else {
      reading.problem('wrong-columns', line, { expected: header.length, actual: fields.length });
    }
  }
}

const DEEPEST = 3;

async function* readJsonTable(reading: FileReading): AsyncGenerator<TableRow> {
  for await (const { line, value } of readJsonl(reading, z.record(z.string(), z.unknown()))) {
    const cells = new Map<string, Cell>();
    flatten(value, '', DEEPEST, cells);
    yield { line, cells };
  }
}

function flatten(value: object, prefix: string, depth: number, into: Map<string, Cell>): void {
  for (const [key, each] of Object.entries(value)) {
    const name = `${prefix}${key}`;
    if (isCell(each)) into.set(name, each);
    else if (depth > 0 && each !== null && typeof each === 'object' && !Array.isArray(each)) {
      flatten(each, `${name}.`, depth - 1, into);
    }
  }
}

const isPlain = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);
const isCell = (value: unknown): value is Cell => isPlain(value) || (Array.isArray(value) && value.every(isPlain));

export interface TablePreview {
  columns: string[];
  rows: TableRow[];
  problems: Problems;
}

/** The first rows, for a person to see and for a mapping to be proposed from. */
export async function previewTable(source: NamedSource, rowCount = 20): Promise<TablePreview> {
  const problems = new Problems();
  const reading = await FileReading.start(source, problems);
  const rows: TableRow[] = [];
  for await (const row of readTable(reading)) {
    rows.push(row);
    if (rows.length === rowCount) break;
  }
  return { columns: [...new Set(rows.flatMap((row) => [...row.cells.keys()]))], rows, problems };
}

/** A cell as a person reads it. */
export const cellText = (cell: Cell | undefined): string =>
  Array.isArray(cell) ? JSON.stringify(cell) : cell === null || cell === undefined ? '' : String(cell);
