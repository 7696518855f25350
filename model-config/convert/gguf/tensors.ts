import type { ByteSource } from '../byte-source.ts';
import { BLOCK_FORMATS, type BlockFormat, typeName } from '../dequantise/formats.ts';
import { ConversionError } from '../errors.ts';
import type { Cursor } from './cursor.ts';

export interface TensorInfo {
  name: string;
  source: ByteSource;
  format: BlockFormat;
  /** Rows, then columns; a vector is one row. GGUF lists the columns (the fastest dimension) first. */
  rows: number;
  columns: number;
  dimensions: number[];
  /** Bytes from the start of the file. */
  offset: number;
  bytes: number;
}

const MAX_TENSORS = 65_536;
const MAX_NAME_BYTES = 1024;
const MAX_DIMENSIONS = 4;

type Declared = Omit<TensorInfo, 'offset' | 'source'> & { dataOffset: number; declaredAt: number };

/** Reads `count` tensor declarations; their offsets are relative to the data, which is not yet known. */
export async function readDeclarations(cursor: Cursor, count: number): Promise<Declared[]> {
  if (count > MAX_TENSORS) {
    const problem = `${count} tensors are more than the ${MAX_TENSORS} allowed`;
    throw new ConversionError('limit-exceeded', { file: cursor.file, offset: cursor.offset }, problem);
  }
  const declared: Declared[] = [];
  const names = new Set<string>();
  for (let i = 0; i < count; i++) {
    const tensor = await readDeclaration(cursor);
    if (names.has(tensor.name)) {
      const place = { file: cursor.file, tensor: tensor.name, offset: tensor.declaredAt };
      throw new ConversionError('bad-tensor', place, 'two tensors have this name');
    }
    names.add(tensor.name);
    declared.push(tensor);
  }
  return declared;
}

async function readDeclaration(cursor: Cursor): Promise<Declared> {
  const declaredAt = cursor.offset;
  const name = await cursor.string(MAX_NAME_BYTES);
  const place = { file: cursor.file, tensor: name, offset: declaredAt };
  const count = await cursor.u32();
  if (count < 1 || count > MAX_DIMENSIONS) {
    throw new ConversionError('bad-tensor', place, `${count} dimensions; 1 to ${MAX_DIMENSIONS} are possible`);
  }
  const dimensions: number[] = [];
  let elements = 1;
  for (let i = 0; i < count; i++) {
    const size = await cursor.u64();
    elements *= size;
    if (size < 1 || !Number.isSafeInteger(elements)) {
      throw new ConversionError('bad-tensor', place, `dimension ${i} of size ${size} is not possible`);
    }
    dimensions.push(size);
  }
  const type = await cursor.u32();
  const format = BLOCK_FORMATS.get(type);
  if (!format) {
    const known = [...BLOCK_FORMATS.values()].map((f) => f.name).join(', ');
    throw new ConversionError('unknown-tensor-type', place, `tensor type ${typeName(type)} is not one of ${known}`);
  }
  const columns = dimensions[0]!;
  if (columns % format.values !== 0) {
    const problem = `rows of ${columns} are not whole blocks of ${format.values}, as ${format.name} needs`;
    throw new ConversionError('bad-tensor', place, problem);
  }
  const dataOffset = await cursor.u64();
  const bytes = (elements / format.values) * format.bytes;
  return { name, format, rows: elements / columns, columns, dimensions, bytes, dataOffset, declaredAt };
}

/** Places the tensors in the file, refusing what lies outside it, off its alignment, or over another tensor. */
export function placeTensors(source: ByteSource, declared: Declared[], dataStart: number, alignment: number) {
  const { name: file, size } = source;
  const tensors = declared.map(({ dataOffset, declaredAt, ...tensor }) => {
    const offset = dataStart + dataOffset;
    const place = { file, tensor: tensor.name, offset: declaredAt };
    if (dataOffset % alignment !== 0) {
      throw new ConversionError('bad-tensor', place, `data offset ${dataOffset} is off the alignment of ${alignment}`);
    }
    if (offset + tensor.bytes > size) {
      const problem = `its data, ${tensor.bytes} bytes at ${offset}, would end past the file's ${size} bytes`;
      throw new ConversionError('truncated', place, problem);
    }
    return { ...tensor, source, offset };
  });
  const inOrder = tensors.toSorted((a, b) => a.offset - b.offset);
  for (const [i, next] of inOrder.entries()) {
    const previous = inOrder[i - 1];
    if (previous && previous.offset + previous.bytes > next.offset) {
      const place = { file, tensor: next.name, offset: next.offset };
      throw new ConversionError('overlapping-tensors', place, `its data lies over that of ${previous.name}`);
    }
  }
  return new Map<string, TensorInfo>(tensors.map((t) => [t.name, t]));
}
