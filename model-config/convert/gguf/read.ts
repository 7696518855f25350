import type { ByteSource } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';
import { Cursor } from './cursor.ts';
import { type MetadataValue, readMetadata } from './metadata.ts';
import { placeTensors, readDeclarations, type TensorInfo } from './tensors.ts';

export interface GgufFile {
  source: ByteSource;
  metadata: Map<string, MetadataValue>;
  tensors: Map<string, TensorInfo>;
}

const MAGIC = 0x46554747; // "GGUF"
const DEFAULT_ALIGNMENT = 32;
const MAX_ALIGNMENT = 1 << 20;

/**
 * Reads the head of a GGUF file of version 2 or 3 (ggml's docs/gguf.md): metadata and where each tensor
 * lies. Everything the file says is checked against its size before it is believed.
 */
export async function readGguf(source: ByteSource): Promise<GgufFile> {
  const cursor = new Cursor(source);
  if (cursor.remaining < 4 || (await cursor.u32()) !== MAGIC) {
    throw new ConversionError('not-gguf', { file: source.name, offset: 0 }, 'this is not a GGUF file');
  }
  const version = await cursor.u32();
  if (version !== 2 && version !== 3) {
    const problem = `GGUF version ${version} is not supported; 2 and 3 are`;
    throw new ConversionError('unsupported-version', { file: source.name, offset: 4 }, problem);
  }
  const tensorCount = await cursor.u64();
  const metadata = await readMetadata(cursor, await cursor.u64());
  const declared = await readDeclarations(cursor, tensorCount);
  const alignment = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  if (typeof alignment !== 'number' || !(alignment >= 8) || alignment > MAX_ALIGNMENT || alignment % 8 !== 0) {
    const place = { file: source.name, key: 'general.alignment' };
    throw new ConversionError('bad-metadata', place, `an alignment of ${String(alignment)} is not possible`);
  }
  const dataStart = Math.ceil(cursor.offset / alignment) * alignment;
  return { source, metadata, tensors: placeTensors(source.name, source.size, declared, dataStart, alignment) };
}
