import type { ByteSource } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';
import { expectFile } from '../expect-file.ts';
import { Cursor } from './cursor.ts';
import type { GgufFile } from './file.ts';
import { readMetadata } from './metadata.ts';
import { joinParts } from './split.ts';
import { placeTensors, readDeclarations } from './tensors.ts';

const MAGIC = 0x46554747; // "GGUF"
const DEFAULT_ALIGNMENT = 32;
const MAX_ALIGNMENT = 1 << 20;

/**
 * Reads the head of a GGUF file of version 2 or 3 (ggml's docs/gguf.md): metadata and where each tensor
 * lies. Everything the file says is checked against its size before it is believed. A model that was split
 * comes as all its parts, in any order.
 */
export async function readGguf(...sources: ByteSource[]): Promise<GgufFile> {
  const parts: GgufFile[] = [];
  for (const source of sources) parts.push(await readPart(source));
  return joinParts(parts);
}

async function readPart(source: ByteSource): Promise<GgufFile> {
  await expectFile(source);
  const cursor = new Cursor(source);
  if (cursor.remaining < 4 || (await cursor.u32()) !== MAGIC) {
    throw new ConversionError('not-gguf', { file: source.name, offset: 0 }, 'this is not a GGUF file');
  }
  checkVersion(await cursor.u32(), source.name);
  const tensorCount = await cursor.u64();
  const metadata = await readMetadata(cursor, await cursor.u64());
  const declared = await readDeclarations(cursor, tensorCount);
  const alignment = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  if (typeof alignment !== 'number' || !(alignment >= 8) || alignment > MAX_ALIGNMENT || alignment % 8 !== 0) {
    const place = { file: source.name, key: 'general.alignment' };
    throw new ConversionError('bad-metadata', place, `an alignment of ${String(alignment)} is not possible`);
  }
  const dataStart = Math.ceil(cursor.offset / alignment) * alignment;
  return { source, metadata, tensors: placeTensors(source, declared, dataStart, alignment) };
}

function checkVersion(version: number, file: string): void {
  if (version === 2 || version === 3) return;
  // A small number whose bytes stand the other way round.
  const problem =
    (version & 0xffff) === 0 && version !== 0
      ? 'this GGUF file is big-endian; little-endian is supported'
      : `GGUF version ${version} is not supported; 2 and 3 are`;
  throw new ConversionError('unsupported-version', { file, offset: 4 }, problem);
}
