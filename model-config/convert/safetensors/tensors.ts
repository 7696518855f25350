import { z } from 'zod';
import type { SourceFolder } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';
import { openFile, readJson } from '../read-json.ts';
import { readHeader, type SafeTensor } from './header.ts';

const SINGLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

const Index = z.object({ weight_map: z.record(z.string(), z.string().regex(/^[\w.-]+\.safetensors$/)) });

/**
 * The tensors of a model's folder by name: of `model.safetensors`, or of the files that
 * `model.safetensors.index.json` names, where each must hold what the index says and nothing else.
 */
export async function readTensors(folder: SourceFolder): Promise<Map<string, SafeTensor>> {
  const single = await folder.open(SINGLE);
  if (single) return byName(await readHeader(single));
  const indexFile = await folder.open(INDEX);
  if (!indexFile) {
    throw new ConversionError('missing-file', { file: SINGLE }, `${folder.name} has neither it nor ${INDEX}`);
  }
  const { weight_map } = await readJson(indexFile, Index);
  const files = filesOf(weight_map);
  const tensors: SafeTensor[] = [];
  for (const file of files) tensors.push(...(await readHeader(await openFile(folder, file))));
  for (const { name, source } of tensors) {
    const stated = Object.hasOwn(weight_map, name) ? weight_map[name] : 'nowhere';
    if (stated === source.name) continue;
    throw new ConversionError('mismatch', { file: INDEX, key: name }, `it lies in ${source.name}, not in ${stated}`);
  }
  const found = byName(tensors);
  const absent = Object.keys(weight_map).find((name) => !found.has(name));
  if (absent === undefined) return found;
  throw new ConversionError(
    'missing-tensor',
    { file: weight_map[absent]!, tensor: absent },
    `${INDEX} promises it here`,
  );
}

const filesOf = (weightMap: Record<string, string>): string[] => [...new Set(Object.values(weightMap))].sort();

function byName(tensors: readonly SafeTensor[]): Map<string, SafeTensor> {
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}

/** Rows `from` to `from + count` as float32. */
export async function readRows(tensor: SafeTensor, from: number, count: number): Promise<Float32Array> {
  const { source, format, columns, offset } = tensor;
  const rowBytes = columns * format.bytes;
  const bytes = await source.read(offset + from * rowBytes, count * rowBytes);
  const out = new Float32Array(count * columns);
  format.dequantise(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), out.length, out);
  return out;
}
