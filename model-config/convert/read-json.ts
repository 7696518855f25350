import { z } from 'zod';
import type { ByteSource, SourceFolder } from './byte-source.ts';
import { ConversionError } from './errors.ts';

/** A tokenizer with its merges is the largest file of JSON that a model has: some ten megabytes. */
const LARGEST_JSON = 64 << 20;

/** The file of a folder, which must be there. */
export async function openFile(folder: SourceFolder, name: string): Promise<ByteSource> {
  const source = await folder.open(name);
  if (source) return source;
  throw new ConversionError('missing-file', { file: name }, `${folder.name} has no such file`);
}

/** A JSON file's content in the form that `schema` states. Throws ConversionError `bad-json` with the first field that differs. */
export async function readJson<T>(source: ByteSource, schema: z.ZodType<T>): Promise<T> {
  const file = source.name;
  if (source.size > LARGEST_JSON) {
    throw new ConversionError('limit-exceeded', { file }, `${source.size} bytes of JSON; ${LARGEST_JSON} are allowed`);
  }
  return parseJson(await source.read(0, source.size), { file }, schema);
}

export function parseJson<T>(bytes: Uint8Array, place: { file: string; offset?: number }, schema: z.ZodType<T>): T {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new ConversionError('bad-json', place, `this is not JSON: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new ConversionError('bad-json', { ...place, key: z.core.toDotPath(issue.path) }, issue.message);
}
