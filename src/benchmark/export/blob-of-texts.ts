/** So many characters become a blob, which a browser may keep on disk. */
const CHUNK = 1 << 20;

/** One blob of many texts, without ever holding all of them. */
export async function blobOfTexts(texts: Iterable<string> | AsyncIterable<string>, type: string): Promise<Blob> {
  const blobs: Blob[] = [];
  let chunk: string[] = [];
  let length = 0;
  for await (const text of texts) {
    chunk.push(text);
    length += text.length;
    if (length < CHUNK) continue;
    blobs.push(new Blob(chunk));
    chunk = [];
    length = 0;
  }
  return new Blob([...blobs, ...chunk], { type });
}

/** JSON that every other tool reads: half of a surrogate pair, which only JavaScript's strings can hold, becomes U+FFFD. */
export const foreignJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'string' ? each.toWellFormed() : each), indent);

/** Line ends of Unicode: JSON lets them stand, and many a reader of lines cuts there. */
const UNICODE_LINE_ENDS = /[\u0085\u2028\u2029]/g;

/** A line of JSON Lines. */
export const jsonLine = (json: string): string =>
  `${json.replace(UNICODE_LINE_ENDS, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
