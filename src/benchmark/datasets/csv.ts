import { type FileReading, LONGEST_LINE } from './file-reading';

export interface CsvRecord {
  /** Where the record begins. */
  line: number;
  fields: string[];
}

/** `open-quote`: a quoted field never ends. `stray-quote`: a quote within a field without quotes. `after-quote`: text after a closing quote. */
export type CsvFault = 'open-quote' | 'stray-quote' | 'after-quote' | 'carriage-return';

/**
 * Records of RFC 4180, separated by ','. A line end within quotes becomes LF, whatever it was. Blank lines
 * are no records. Strict: a quote in the wrong place would shift every field after it.
 */
export async function* readCsv(reading: FileReading): AsyncGenerator<CsvRecord> {
  let open: OpenRecord | null = null;
  for await (const line of reading.lines()) {
    if (!open && line.text === '') continue;
    open ??= { line: line.number, fields: [], quoted: null, length: 0 };
    open.length += line.text.length;
    if (open.length > LONGEST_LINE) break;
    const fault = addLine(open, line.text);
    if (fault) reading.problem('not-csv', line.number, { reason: fault });
    if (!fault && open.quoted !== null) continue;
    if (!fault) yield { line: open.line, fields: open.fields };
    open = null;
  }
  if (open) reading.problem('not-csv', open.line, { reason: 'open-quote' satisfies CsvFault });
}

interface OpenRecord {
  line: number;
  fields: string[];
  /** The beginning of a quoted field that goes on in the next line. */
  quoted: string | null;
  length: number;
}

function addLine(record: OpenRecord, text: string): CsvFault | null {
  // A lone carriage return is the line end of no system of this century, and would hide many records in one.
  if (text.includes('\r')) return 'carriage-return';
  let at = 0;
  if (record.quoted !== null) {
    record.quoted += '\n';
    const end = takeQuoted(record, text, 0);
    if (typeof end !== 'number') return end.fault;
    if (end < 0) return null;
    at = end;
    if (at === text.length) return null;
    at++;
  }
  while (true) {
    if (text[at] === '"') {
      record.quoted = '';
      const end = takeQuoted(record, text, at + 1);
      if (typeof end !== 'number') return end.fault;
      if (end < 0 || end === text.length) return null;
      at = end + 1;
    } else {
      const comma = text.indexOf(',', at);
      const field = text.slice(at, comma < 0 ? undefined : comma);
      if (field.includes('"')) return 'stray-quote';
      record.fields.push(field);
      if (comma < 0) return null;
      at = comma + 1;
    }
  }
}

/** Takes a quoted field from `at` on. Gives where it is followed by ',' or the line's end, or -1 where it goes on. */
function takeQuoted(record: OpenRecord, text: string, at: number): number | { fault: CsvFault } {
  let from = at;
  while (true) {
    const quote = text.indexOf('"', from);
    if (quote < 0) {
      record.quoted += text.slice(from);
      return -1;
    }
    record.quoted += text.slice(from, quote);
    if (text[quote + 1] === '"') {
      record.quoted += '"';
      from = quote + 2;
      continue;
    }
    if (quote + 1 < text.length && text[quote + 1] !== ',') return { fault: 'after-quote' };
    record.fields.push(record.quoted ?? '');
    record.quoted = null;
    return quote + 1;
  }
}
