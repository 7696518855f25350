import { ConversionError, type ConversionErrorPlace } from '../errors.ts';
import type { GgufFile } from './file.ts';
import type { TensorInfo } from './tensors.ts';

/** As llama.cpp's gguf-split names the parts of a file: "name-00001-of-00003.gguf". */
const PART_NAME = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/;

/** The names of all parts of a split file, by that of one; null for a name of another kind. */
export function partNames(name: string): string[] | null {
  const [, stem, , count] = PART_NAME.exec(name) ?? [];
  return stem === undefined ? null : Array.from({ length: Number(count) }, (_, index) => partName(stem, index, count!));
}

const partName = (stem: string, index: number, count: number | string) =>
  `${stem}-${String(index + 1).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.gguf`;

/**
 * One model of the parts of a split file, put in order by what they say (`split.no` of `split.count`, the first of
 * which has the metadata of all). Throws ConversionError: `missing-file` naming the parts that are not there.
 */
export function joinParts(parts: readonly GgufFile[]): GgufFile {
  const [only, more] = parts;
  if (more === undefined && countOf(only!) <= 1) return only!;
  const count = countOf(only!);
  const byNumber = new Map<number, GgufFile>();
  for (const part of parts) {
    const place: ConversionErrorPlace = { file: part.source.name, key: 'split.count' };
    if (countOf(part) !== count || count <= 1)
      throw new ConversionError('mismatch', place, 'the files are not parts of one');
    const number = numberOf(part, 'split.no', 0);
    const other = byNumber.get(number);
    if (other || number >= count) {
      const problem = other
        ? `${other.source.name} is part ${number + 1} too`
        : `there is no part ${number + 1} of ${count}`;
      throw new ConversionError('mismatch', { ...place, key: 'split.no' }, problem);
    }
    byNumber.set(number, part);
  }
  if (byNumber.size < count) throw missing(parts, byNumber, count);
  const ordered = [...byNumber].sort(([a], [b]) => a - b).map(([, part]) => part);
  const first = ordered[0]!;
  const tensors = new Map<string, TensorInfo>();
  for (const tensor of ordered.flatMap((part) => [...part.tensors.values()])) {
    const place = { file: tensor.source.name, tensor: tensor.name, offset: tensor.offset };
    if (tensors.has(tensor.name))
      throw new ConversionError('bad-tensor', place, 'another part has a tensor of this name');
    tensors.set(tensor.name, tensor);
  }
  const stated = numberOf(first, 'split.tensors.count', tensors.size);
  if (stated === tensors.size) return { ...first, tensors };
  const place = { file: first.source.name, key: 'split.tensors.count' };
  throw new ConversionError('mismatch', place, `${stated} tensors are stated, and all parts have ${tensors.size}`);
}

const countOf = (part: GgufFile) => numberOf(part, 'split.count', 1);

function numberOf({ metadata, source }: GgufFile, key: string, otherwise: number): number {
  const value = metadata.get(key) ?? otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new ConversionError('bad-metadata', { file: source.name, key }, 'the field is not a count');
}

const MOST_NAMED = 4;

function missing(parts: readonly GgufFile[], found: ReadonlyMap<number, unknown>, count: number): ConversionError {
  const file = parts[0]!.source.name;
  const stem = PART_NAME.exec(file)?.[1];
  const named: string[] = [];
  for (let index = 0; index < count && named.length <= MOST_NAMED; index++) {
    if (!found.has(index)) named.push(stem === undefined ? `part ${index + 1}` : partName(stem, index, count));
  }
  const names = named.length > MOST_NAMED ? [...named.slice(0, MOST_NAMED), '…'] : named;
  const problem = `the model is split into ${count} files, and these are not there: ${names.join(', ')}`;
  return new ConversionError('missing-file', { file }, problem);
}
