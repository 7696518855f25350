import type { SourceFolder } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';
import { openFile } from '../read-json.ts';
import { readHeader, type SafeTensor } from '../safetensors/header.ts';
import { readRows } from '../safetensors/tensors.ts';
import { readAdapterConfig, scaleOf } from './config.ts';

const FILE = 'adapter_model.safetensors';

/** What is added to a weight: `scale` · U · V, with U of rows × rank and V of rank × columns, row by row. */
export interface LowRank {
  rank: number;
  columns: number;
  scale: number;
  u: Float32Array;
  v: Float32Array;
}

interface Pair {
  a: SafeTensor;
  b: SafeTensor;
  /** Embeddings keep both factors transposed. */
  transposed: boolean;
  scale: number;
}

export interface Adapter {
  /** By the weight's name, "model.layers.0.self_attn.q_proj.weight". */
  pairs: ReadonlyMap<string, Pair>;
  /** Weights that the adapter brings whole: biases that were trained too, and `modules_to_save`. */
  replaced: ReadonlyMap<string, SafeTensor>;
}

/** PEFT names tensors after the module they change, within its own wrapping. */
const PREFIX = 'base_model.model.';
const FACTOR = /^(.+)\.lora_(embedding_)?([AB])(?:\.weight)?$/;

/** Reads a PEFT LoRA adapter: adapter_config.json and adapter_model.safetensors. Its factors are not read yet. */
export async function readAdapter(folder: SourceFolder): Promise<Adapter> {
  const config = await readAdapterConfig(folder);
  const tensors = await readHeader(await openFile(folder, FILE));
  const found = new Map<string, { a?: SafeTensor; b?: SafeTensor; transposed: boolean }>();
  const replaced = new Map<string, SafeTensor>();
  for (const tensor of tensors) {
    const name = tensor.name.startsWith(PREFIX) ? tensor.name.slice(PREFIX.length) : tensor.name;
    const factor = FACTOR.exec(name);
    if (!factor) {
      replaced.set(name.replace(/\.base_layer\.(?=\w+$)/, '.'), tensor);
      continue;
    }
    const [, module, embedding, which] = factor;
    const pair = found.get(module!) ?? { transposed: embedding !== undefined };
    pair[which === 'A' ? 'a' : 'b'] = tensor;
    found.set(module!, pair);
  }
  const pairs = new Map<string, Pair>();
  for (const [module, { a, b, transposed }] of found) {
    const present = a ?? b!;
    const place = { file: FILE, tensor: present.name, offset: present.offset };
    if (!a || !b) throw new ConversionError('missing-tensor', place, 'the other of its two factors is not there');
    if (a.rows !== b.columns) {
      throw new ConversionError('bad-tensor', place, `factors of ranks ${a.rows} and ${b.columns} do not fit together`);
    }
    pairs.set(`${module}.weight`, { a, b, transposed, scale: scaleOf(config, module, a.rows) });
  }
  return { pairs, replaced };
}

/** Reads both factors of a weight. */
export async function readFactors({ a, b, transposed, scale }: Pair): Promise<LowRank> {
  const [first, second] = [await readRows(a, 0, a.rows), await readRows(b, 0, b.rows)];
  const rank = a.rows;
  if (!transposed) return { rank, columns: a.columns, scale, u: second, v: first };
  return { rank, columns: b.rows, scale, u: transpose(first, rank, a.columns), v: transpose(second, b.rows, rank) };
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) out[column * rows + row] = values[row * columns + column]!;
  }
  return out;
}

/** The shape of the weight that a pair changes. */
export function shapeOf({ a, b, transposed }: Pair): { rows: number; columns: number } {
  return transposed ? { rows: a.columns, columns: b.rows } : { rows: b.rows, columns: a.columns };
}
