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

/** Every assignment `name = callee("…")` at the start of a line. Literals side by side are one, as in Python. */
export function readCalls(source: string, callee: string): NamedString[] {
  const text = source.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const calls: NamedString[] = [];
  const assignment = new RegExp(String.raw`^([A-Za-z_]\w*)[ \t]*=[ \t]*${callee}[ \t]*\(`, 'gm');
  for (const match of text.matchAll(assignment)) {
    const line = lineAt(text, match.index);
    calls.push({ name: match[1]!, line, value: readLiterals(text, match.index + match[0].length) });
  }
  return calls;
}

const lineAt = (text: string, position: number) => text.slice(0, position).split('\n').length;

/** From after the opening bracket to the closing one. */
function readLiterals(text: string, from: number): string {
  let at = from;
  let value = '';
  for (;;) {
    at += /^(?:\s|\\\n|#[^\n]*|,(?=\s*\)))*/.exec(text.slice(at))![0].length;
    if (text[at] === ')') return value;
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
