import { z } from 'zod';
import type { ByteSource, SourceFolder } from './byte-source.ts';
import { ConversionError } from './errors.ts';
import { expectFile } from './expect-file.ts';

/** A tokenizer with its merges is the largest file of JSON that a model has: some ten megabytes. */
const LARGEST_JSON = 64 << 20;

/**
 * A JSON object as it was read, with whatever keys it has. A record of zod's leaves `__proto__` out in silence, and
 * tokens and tensors may be called that.
 */
export const plainObject = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);

/** The file of a folder, which must be there. */
export async function openFile(folder: SourceFolder, name: string): Promise<ByteSource> {
  const source = await folder.open(name);
  if (source) return source;
  throw new ConversionError('missing-file', { file: name }, `${folder.name} has no such file`);
}

/** A text file's content. */
export async function readText(source: ByteSource): Promise<string> {
  checkSize(source);
  await expectFile(source);
  return new TextDecoder().decode(await source.read(0, source.size));
}

/** A JSON file's content in the form that `schema` states. Throws ConversionError `bad-json` with the first field that differs. */
export async function readJson<T>(source: ByteSource, schema: z.ZodType<T>): Promise<T> {
  checkSize(source);
  await expectFile(source);
  return parseJson(await source.read(0, source.size), { file: source.name }, schema);
}

function checkSize({ name: file, size }: ByteSource): void {
  if (size <= LARGEST_JSON) return;
  throw new ConversionError('limit-exceeded', { file }, `${size} bytes of text; ${LARGEST_JSON} are allowed`);
}

export function parseJson<T>(bytes: Uint8Array, place: { file: string; offset?: number }, schema: z.ZodType<T>): T {
  const content = contentOf(bytes, place);
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new ConversionError('bad-json', { ...place, key: z.core.toDotPath(issue.path) }, issue.message);
}

function contentOf(bytes: Uint8Array, place: { file: string; offset?: number }): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const content: unknown = JSON.parse(text);
    if (HALVES.test(text)) expectWhole(content);
    return content;
  } catch (error) {
    throw new ConversionError('bad-json', place, `this is not JSON: ${(error as Error).message}`);
  }
}

/** Escapes of which two make a character, and one alone makes a text that is none: Rust's JSON, and so tokenizers, refuses it. */
const HALVES = /\\u[dD][89a-fA-F]/;

function expectWhole(value: unknown): void {
  if (typeof value === 'string' && HALF.test(value))
    throw new Error(`half a character in ${JSON.stringify(value.slice(0, 80))}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inside] of Object.entries(value)) {
    expectWhole(key);
    expectWhole(inside);
  }
}

const HALF = /\p{Cs}/u;
