import { isPage } from '@/privacy/kept-files';
import { ModelError } from '../errors';

/* Signs that a server sent something else than the file: what no further request would mend. */

/** A file's place in what is asked of a server: the length it is known to have (null: unknown), and the first byte asked for. */
export interface AskedFor {
  url: string;
  expected: number | null;
  start: number;
}

/** What came instead; i18next knows it as the context of the texts. */
type Instead = 'page' | 'json' | 'empty' | 'length';

export function notTheFile(
  url: string,
  context: Instead,
  sizes: { expected?: number; found?: number } = {},
): ModelError {
  return new ModelError('not-the-file', { url, context, ...sizes });
}

const isJson = ({ headers }: Response): boolean => /\bjson\b/i.test(headers.get('content-type') ?? '');

/** Throws ModelError `not-the-file` where an answer states another length than the file's. */
export function checkLength(response: Response, { url, expected, start }: AskedFor): void {
  const stated = statedLength(response, start);
  if (stated === null) return;
  if (stated === 0) throw notTheFile(url, 'empty');
  if (expected !== null && stated !== expected) throw notTheFile(url, 'length', { expected, found: stated });
}

/** The length of the whole file by an answer's headers; null where they do not say. */
function statedLength({ status, type, headers }: Response, start: number): number | null {
  if (status === 206) {
    const [, total] = /\/(\d+)\s*$/.exec(headers.get('content-range') ?? '') ?? [];
    return total === undefined ? null : Number(total);
  }
  // A compressed answer states what it takes on the wire, and one of another origin does not show that it is compressed.
  const compressed = headers.get('content-encoding') ?? 'identity';
  const length = headers.get('content-length');
  if (length === null || type === 'cors' || compressed !== 'identity') return null;
  return status === 200 || start === 0 ? Number(length) : null;
}

const PAGE = /^\uFEFF?\s*<(!doctype\b|html\b|head\b|body\b|\?xml\b)/i;
const TAG = /^\uFEFF?\s*<[a-z!?]/i;
const JSON_START = /^\uFEFF?\s*[{[]/;

/**
 * Throws ModelError `not-the-file` where a file's first bytes, with what its answer says of itself, are those of a web page or, of
 * what is no JSON file, of a message in JSON. Of weights a few bytes alone say little: they may be anything.
 */
export function checkFirstBytes(bytes: Uint8Array, response: Response, url: string): void {
  const text = new TextDecoder().decode(bytes.subarray(0, 128));
  if (PAGE.test(text) || (isPage(response) && TAG.test(text))) throw notTheFile(url, 'page');
  if (isJson(response) && !/\.jsonl?$/i.test(new URL(url).pathname) && JSON_START.test(text)) {
    throw notTheFile(url, 'json');
  }
}
