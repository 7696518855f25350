import { csvField } from '../../export/csv';

/** A column of the table behind a chart. */
export interface Column<Row> {
  label: string;
  /** As computed, for the CSV file. */
  value(row: Row): string | number | null;
  /** As read on screen; the value itself where left out. */
  text?(row: Row): string;
}

/** RFC 4180 in UTF-8 with the mark by which spreadsheets know it. */
export function tableCsv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Blob {
  const lines = [
    columns.map(({ label }) => csvField(label)),
    ...rows.map((row) => columns.map(({ value }) => csvField(value(row)))),
  ];
  return new Blob([`\ufeff${lines.map((cells) => `${cells.join(',')}\r\n`).join('')}`], { type: 'text/csv' });
}
