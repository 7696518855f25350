import { z } from 'zod';
import type { ByteSource } from '../byte-source.ts';
import { BLOCK_FORMATS, type BlockFormat } from '../dequantise/formats.ts';
import { ConversionError } from '../errors.ts';
import { expectFile } from '../expect-file.ts';
import { parseJson, plainObject } from '../read-json.ts';

export interface SafeTensor {
  name: string;
  source: ByteSource;
  format: BlockFormat;
  /** Rows, then columns; a vector is one row. */
  rows: number;
  columns: number;
  /** Bytes from the start of the file. */
  offset: number;
  bytes: number;
}

/** 65,536 tensors with long names take no more. The format itself allows 100 MB. */
const LARGEST_HEADER = 16 << 20;
const LENGTH_BYTES = 8;
const MAX_DIMENSIONS = 2;

/** The types that weights come in, by safetensors' names; those of a byte or less need scales that are told nowhere. */
const FORMATS = new Map([...BLOCK_FORMATS.values()].filter(({ values }) => values === 1).map((f) => [f.name, f]));

const size = z.int().nonnegative();
const Declared = z.object({
  dtype: z.string(),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});
type Declared = z.infer<typeof Declared>;

/**
 * Reads which tensors a safetensors file holds, and where (github.com/huggingface/safetensors, "Format": the
 * header's length in 8 bytes, the header, the data without holes). Everything the file says is checked against
 * its size before it is believed. Throws ConversionError.
 */
export async function readHeader(source: ByteSource): Promise<SafeTensor[]> {
  const file = source.name;
  await expectFile(source);
  const length = await headerLength(source);
  const dataStart = LENGTH_BYTES + length;
  const header = parseJson(await source.read(LENGTH_BYTES, length), { file, offset: LENGTH_BYTES }, plainObject);
  const tensors = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => placed(source, name, value, dataStart))
    .sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  let [end, before] = [dataStart, 'the header'];
  for (const { name, offset, bytes } of tensors) {
    const place = { file, tensor: name, offset };
    if (offset < end) throw new ConversionError('overlapping-tensors', place, `its data lies over that of ${before}`);
    if (offset > end) throw new ConversionError('bad-tensor', place, `${offset - end} bytes before it belong to none`);
    [end, before] = [offset + bytes, name];
  }
  if (end === source.size) return tensors;
  throw new ConversionError(
    'bad-tensor',
    { file, offset: end },
    `${source.size - end} bytes at its end belong to none`,
  );
}

async function headerLength(source: ByteSource): Promise<number> {
  const place = { file: source.name, offset: 0 };
  if (source.size < LENGTH_BYTES) throw new ConversionError('not-safetensors', place, 'the file has no header');
  const bytes = await source.read(0, LENGTH_BYTES);
  const stated = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (stated > BigInt(LARGEST_HEADER)) {
    // So does every file of another kind.
    const problem = `this is no safetensors file, or its header of ${stated} bytes is longer than ${LARGEST_HEADER}`;
    throw new ConversionError('not-safetensors', place, problem);
  }
  if (LENGTH_BYTES + Number(stated) <= source.size) return Number(stated);
  throw new ConversionError('truncated', place, `its header of ${stated} bytes ends past the file's ${source.size}`);
}

function placed(source: ByteSource, name: string, value: unknown, dataStart: number): SafeTensor {
  const place = { file: source.name, tensor: name };
  const { dtype, shape, data_offsets } = declared(place, value);
  const format = FORMATS.get(dtype);
  if (!format) {
    const problem = `tensor type ${JSON.stringify(dtype)} is not one of ${[...FORMATS.keys()].join(', ')}`;
    throw new ConversionError('unknown-tensor-type', place, problem);
  }
  if (shape.length < 1 || shape.length > MAX_DIMENSIONS) {
    throw new ConversionError('bad-tensor', place, `${shape.length} dimensions; a matrix has 2, a vector 1`);
  }
  const columns = shape.at(-1)!;
  const rows = shape.length === 2 ? shape[0]! : 1;
  const [from, to] = data_offsets;
  const bytes = rows * columns * format.bytes;
  if (to - from !== bytes) {
    const problem = `${rows} × ${columns} in ${dtype} are ${bytes} bytes, and ${to - from} are stated`;
    throw new ConversionError('bad-tensor', place, problem);
  }
  const offset = dataStart + from;
  if (offset + bytes <= source.size) return { name, source, format, rows, columns, offset, bytes };
  const problem = `its data, ${bytes} bytes at ${offset}, would end past the file's ${source.size} bytes`;
  throw new ConversionError('truncated', place, problem);
}

function declared(place: { file: string; tensor: string }, value: unknown): Declared {
  const parsed = Declared.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new ConversionError('bad-tensor', { ...place, key: z.core.toDotPath(path) }, message);
}
