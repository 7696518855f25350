import { ConversionError } from '../errors.ts';
import type { Cursor } from './cursor.ts';

export type MetadataValue = number | boolean | string | number[] | boolean[] | string[];

/**
 * Bounds on what a head may hold, several times what the largest known models need, so that a hostile
 * file is refused before much memory is taken: Qwen2's vocabulary has 152 thousand entries, its merges
 * as many, and 7 MB of text in all.
 */
const MAX_KEY_BYTES = 65_535;
const MAX_TEXT_BYTES = 1 << 24;
const MAX_ENTRIES = 4096;
/** Of all lists together: a list's numbers take eight times the room here that they take in the file. */
const MAX_LIST_VALUES = 4_000_000;
const MAX_METADATA_BYTES = 1 << 26;

const ARRAY = 9;
/** GGUF's value types by number (ggml's gguf.h), each with the fewest bytes a value takes. */
const SCALARS: Record<number, { bytes: number; read: (c: Cursor) => Promise<number | boolean | string> }> = {
  0: { bytes: 1, read: (c) => c.u8() },
  1: { bytes: 1, read: (c) => c.i8() },
  2: { bytes: 2, read: (c) => c.u16() },
  3: { bytes: 2, read: (c) => c.i16() },
  4: { bytes: 4, read: (c) => c.u32() },
  5: { bytes: 4, read: (c) => c.i32() },
  6: { bytes: 4, read: (c) => c.f32() },
  7: { bytes: 1, read: async (c) => (await c.u8()) !== 0 },
  8: { bytes: 8, read: (c) => c.string(MAX_TEXT_BYTES) },
  10: { bytes: 8, read: (c) => c.u64() },
  11: { bytes: 8, read: (c) => c.i64() },
  12: { bytes: 8, read: (c) => c.f64() },
};

/** Reads `count` key-value pairs at the cursor. */
export async function readMetadata(cursor: Cursor, count: number): Promise<Map<string, MetadataValue>> {
  const start = cursor.offset;
  if (count > MAX_ENTRIES) {
    const problem = `${count} metadata fields are more than the ${MAX_ENTRIES} allowed`;
    throw new ConversionError('limit-exceeded', { file: cursor.file, offset: start }, problem);
  }
  const metadata = new Map<string, MetadataValue>();
  let room = MAX_LIST_VALUES;
  for (let i = 0; i < count; i++) {
    const at = cursor.offset;
    const key = await cursor.string(MAX_KEY_BYTES);
    if (metadata.has(key)) {
      throw new ConversionError('bad-metadata', { file: cursor.file, key, offset: at }, 'the field stands here twice');
    }
    const value = await readValue(cursor, key, room);
    metadata.set(key, value);
    if (Array.isArray(value)) room -= value.length;
    if (cursor.offset - start > MAX_METADATA_BYTES) {
      const problem = `the metadata is larger than the ${MAX_METADATA_BYTES} bytes allowed`;
      throw new ConversionError('limit-exceeded', { file: cursor.file, key, offset: at }, problem);
    }
  }
  return metadata;
}

async function readValue(cursor: Cursor, key: string, room: number): Promise<MetadataValue> {
  const offset = cursor.offset;
  const type = await cursor.u32();
  if (type !== ARRAY) return scalar(cursor, key, type, offset).read(cursor);
  const element = scalar(cursor, key, await cursor.u32(), offset);
  const length = await cursor.u64();
  if (length > room) {
    const problem = `a list of ${length} values makes more than the ${MAX_LIST_VALUES} allowed in all`;
    throw new ConversionError('limit-exceeded', { file: cursor.file, key, offset }, problem);
  }
  if (length * element.bytes > cursor.remaining) {
    const problem = `a list of ${length} does not fit in the ${cursor.remaining} bytes left`;
    throw new ConversionError('truncated', { file: cursor.file, key, offset }, problem);
  }
  const start = cursor.offset;
  const values: (number | boolean | string)[] = [];
  for (let i = 0; i < length; i++) {
    values.push(await element.read(cursor));
    if (cursor.offset - start > MAX_METADATA_BYTES) {
      const problem = `the list is larger than the ${MAX_METADATA_BYTES} bytes allowed`;
      throw new ConversionError('limit-exceeded', { file: cursor.file, key, offset }, problem);
    }
  }
  return values as MetadataValue;
}

function scalar(cursor: Cursor, key: string, type: number, offset: number) {
  const known = SCALARS[type];
  if (known) return known;
  const problem = type === ARRAY ? 'lists within lists are not supported' : `unknown value type ${type}`;
  throw new ConversionError('bad-metadata', { file: cursor.file, key, offset }, problem);
}
