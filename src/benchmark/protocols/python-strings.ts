import { matchAt } from '../reading/sticky';

/*
 * String literals of a Python source, read as data: the published evaluator keeps its templates in a Python
 * file. Nothing is run. Lines count from 1.
 */

export interface NamedString {
  /** The name it is assigned to. */
  name: string;
  /** Of the assignment. */
  line: number;
  value: string;
}

export class PythonSyntaxError extends Error {
  override name = 'PythonSyntaxError';

  constructor(
    readonly line: number,
    /** `unterminated`: a literal without its end. `not-a-string`: something else than literals in the brackets. `bad-escape`. */
    readonly reason: 'unterminated' | 'not-a-string' | 'bad-escape',
  ) {
    super(`line ${line}: ${reason}`);
  }
}

/** A comment, the opening of a literal, or what lies between. */
const PIECE = /#[^\n]*|"{3}|'{3}|["']|[^#"'\n]+|\n/y;

/**
 * Every assignment `name = callee("…")` at the start of a line, in order; of a name assigned twice the last, as
 * in Python. Literals side by side are one. What stands in comments and in other literals is passed over.
 */
export function readCalls(source: string, callee: string): NamedString[] {
  const text = source.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const calls = new Map<string, NamedString>();
  const assignment = new RegExp(String.raw`^([A-Za-z_]\w*)[ \t]*=[ \t]*${callee}[ \t]*\(`, 'my');
  for (let at = 0; at < text.length; ) {
    const match = matchAt(assignment, text, at);
    const piece = match ? match[0] : matchAt(PIECE, text, at)![0];
    const next = at + piece.length;
    if (match) {
      const name = match[1]!;
      const { value, end } = readLiterals(text, next);
      calls.delete(name);
      calls.set(name, { name, line: lineAt(text, at), value });
      at = end;
    } else if (/^["']/.test(piece)) {
      const end = endOf(text, next, piece);
      if (end === null) throw new PythonSyntaxError(lineAt(text, at), 'unterminated');
      at = end + piece.length;
    } else at = next;
  }
  return [...calls.values()];
}

const lineAt = (text: string, position: number) => text.slice(0, position).split('\n').length;

/** From after the opening bracket to behind the closing one. */
function readLiterals(text: string, from: number): { value: string; end: number } {
  let at = from;
  let value = '';
  for (;;) {
    at += /^(?:\s|\\\n|#[^\n]*|,(?=\s*\)))*/.exec(text.slice(at))![0].length;
    if (text[at] === ')') return { value, end: at + 1 };
    const literal = /^([rRuU]?)("""|'''|"|')/.exec(text.slice(at, at + 4));
    if (!literal) throw new PythonSyntaxError(lineAt(text, at), 'not-a-string');
    const [opening, prefix, quote] = literal as unknown as [string, string, string];
    const begin = at + opening.length;
    const end = endOf(text, begin, quote);
    if (end === null) throw new PythonSyntaxError(lineAt(text, at), 'unterminated');
    const body = text.slice(begin, end);
    value += prefix.toLowerCase() === 'r' ? body : decodeEscapes(body, lineAt(text, begin));
    at = end + quote.length;
  }
}

/** Where a literal's closing quote stands; null where it has none. */
function endOf(text: string, begin: number, quote: string): number | null {
  for (let at = begin; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(quote, at)) return at;
    else if (text[at] === '\n' && quote.length === 1) return null;
  }
  return null;
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Escapes as Python reads them; one it does not know stays as it is, as there. */
function decodeEscapes(body: string, line: number): string {
  return body.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g,
    (whole, code: string) => {
      const kind = code[0]!;
      if (code.length > 1 && 'xuU'.includes(kind)) {
        const point = Number.parseInt(code.slice(1), 16);
        if (point > 0x10ffff) throw new PythonSyntaxError(line, 'bad-escape');
        return String.fromCodePoint(point);
      }
      if (/^[0-7]/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
      if ('xuUN'.includes(kind)) throw new PythonSyntaxError(line, 'bad-escape');
      return SIMPLE[kind] ?? whole;
    },
  );
}
