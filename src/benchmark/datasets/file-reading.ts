import { createSHA256, type IHasher } from 'hash-wasm';
import type { DatasetFile } from '../types';
import type { DatasetErrorCode, FieldReason, Problems } from './errors';
import { type NamedSource, openSource } from './source';

/** No published item comes near it, and a file without line ends must not fill the memory. */
export const LONGEST_LINE = 1 << 20;

export interface Line {
  /** From 1. */
  number: number;
  text: string;
}

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** One file being read once, from start to end: its lines, its problems, and at the end its hash. */
export class FileReading {
  readonly name: string;
  readonly problems: Problems;
  /** Lines that ended so far. */
  lineCount = 0;
  readonly #source: NamedSource;
  readonly #hasher: IHasher;
  #bytes = 0;

  private constructor(source: NamedSource, problems: Problems, hasher: IHasher) {
    this.name = source.name;
    this.problems = problems;
    this.#source = source;
    this.#hasher = hasher;
  }

  static async start(source: NamedSource, problems: Problems): Promise<FileReading> {
    return new FileReading(source, problems, await createSHA256());
  }

  problem(code: DatasetErrorCode, line: number, rest: Record<string, string | number | null> = {}): void {
    this.problems.add(code, { file: this.name, line, ...rest });
  }

  badField(line: number, field: string, reason: FieldReason): void {
    this.problem('bad-field', line, { field, reason });
  }

  /** To be asked for once all lines were taken. */
  file(): DatasetFile {
    return { name: this.name, bytes: this.#bytes, sha256: this.#hasher.digest('hex') };
  }

  /** The lines without their ends (LF or CRLF) and without a byte-order mark. A line that can't be read is a problem, and left out. */
  async *lines(): AsyncGenerator<Line> {
    let parts: Uint8Array[] = [];
    let length = 0;
    const take = (): Line | null => {
      const number = ++this.lineCount;
      const line = length > LONGEST_LINE ? this.#tooLong(number) : this.#decode(number, joined(parts, length));
      parts = [];
      length = 0;
      return line;
    };
    for await (const chunk of this.#chunks()) {
      let start = 0;
      while (start < chunk.length) {
        const end = chunk.indexOf(NEWLINE, start);
        const part = chunk.subarray(start, end < 0 ? chunk.length : end);
        length += part.length;
        // Of a line that is too long only the length is kept.
        if (length <= LONGEST_LINE) parts.push(part);
        if (end < 0) break;
        const line = take();
        if (line) yield line;
        start = end + 1;
      }
    }
    const last = length > 0 ? take() : null;
    if (last) yield last;
  }

  #tooLong(line: number): null {
    this.problem('line-too-long', line, { limit: LONGEST_LINE });
    return null;
  }

  // Line by line, so that the line is known: no byte of a longer UTF-8 character is a line end.
  #decode(number: number, bytes: Uint8Array): Line | null {
    const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: number > 1 }).decode(bytes.subarray(0, end));
      return { number, text };
    } catch {
      this.problem('not-utf8', number);
      return null;
    }
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    let reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
    try {
      reader = openSource(this.#source).getReader();
      while (true) {
        const { done, value } = await reader.read();
        if (done) return;
        this.#hasher.update(value);
        this.#bytes += value.length;
        yield value;
      }
    } catch (error) {
      this.problem('unreadable', this.lineCount + 1, { reason: String((error as Error)?.message ?? error) });
    } finally {
      await reader?.cancel().catch(() => undefined);
    }
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
