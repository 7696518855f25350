import { createReadStream } from 'node:fs';
import type { z } from 'zod';
import { SetupError } from './errors.ts';
import { fromCaller } from './paths.ts';

/** What reads standard input instead of a file. */
const STDIN = '-';

/** A file without line feeds must not fill the memory before it is found to be no JSON lines. */
const LONGEST_LINE = 64 * 2 ** 20;

/** Where a line stands, and how to name that to a person. */
export class Place {
  constructor(
    private readonly file: string,
    private readonly line: number | null = null,
  ) {}

  toString(): string {
    const file = this.file === STDIN ? 'standard input' : this.file;
    return this.line === null ? file : `${file}, line ${this.line}`;
  }

  /** The error of something wrong there. */
  error(problem: string): SetupError {
    return new SetupError(`${this}: ${problem}`, this.line === null ? 'Name another file.' : 'Correct that line.');
  }
}

/** The lines of a file that hold one JSON value each, one at a time. Empty lines are passed over. Throws SetupError. */
export async function* readJsonLines<T>(
  file: string,
  schema: z.ZodType<T>,
): AsyncGenerator<{ place: Place; value: T }> {
  let line = 0;
  for await (const bytes of readLines(file)) {
    line++;
    const place = new Place(file, line);
    if (bytes.length > LONGEST_LINE) throw place.error(`is longer than ${LONGEST_LINE / 2 ** 20} MiB`);
    // trim takes the byte-order mark and the carriage return as well.
    const text = decode(bytes, place).trim();
    if (text !== '') yield { place, value: parse(text, schema, place) };
  }
}

/** The bytes of each line. One that is too long comes as far as it was read, and is the last. */
async function* readLines(file: string): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  for await (const chunk of readChunks(file)) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...pieces, chunk.subarray(from, end)]);
      pieces = [];
      length = 0;
      from = end + 1;
    }
    pieces.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > LONGEST_LINE) break;
  }
  if (length > 0) yield Buffer.concat(pieces);
}

async function* readChunks(file: string): AsyncGenerator<Buffer> {
  try {
    yield* file === STDIN ? process.stdin : createReadStream(fromCaller(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Place(file).error(code === 'ENOENT' ? 'there is no such file' : message);
  }
}

function decode(bytes: Buffer, place: Place): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw place.error('is not UTF-8 text');
  }
}

function parse<T>(text: string, schema: z.ZodType<T>, place: Place): T {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw place.error(`is not JSON: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw place.error(parsed.error.issues.map(describeIssue).join('; '));
}

/** 'field "choices[2]": expected string, received number' */
function describeIssue({ path, message }: z.core.$ZodIssue): string {
  const field = path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i ? '.' : ''}${String(key)}`)).join('');
  const problem = message.replace(/^Invalid input: /, '').replace(/expected .*, received undefined$/, 'is missing');
  return field === '' ? problem : `field "${field}": ${problem}`;
}
