import type { SourceFolder } from '../byte-source.ts';
import { ConversionError, type ConversionErrorPlace } from '../errors.ts';
import { openFile } from '../read-json.ts';
import { readHeader, type SafeTensor } from '../safetensors/header.ts';
import { readRows } from '../safetensors/tensors.ts';
import { type AdapterConfig, readAdapterConfig } from './config.ts';

const FILE = 'adapter_model.safetensors';

/** What is added to a weight before it is scaled: U · V, with U of rows × rank and V of rank × columns, row by row. */
export interface LowRank {
  rank: number;
  columns: number;
  u: Float32Array;
  v: Float32Array;
}

export interface Pair {
  /** "model.layers.0.self_attn.q_proj" */
  module: string;
  a: SafeTensor;
  b: SafeTensor;
  /** Embeddings keep both factors transposed. */
  transposed: boolean;
}

export interface Adapter {
  config: AdapterConfig;
  /** By the weight's name, "model.layers.0.self_attn.q_proj.weight". */
  pairs: ReadonlyMap<string, Pair>;
  /** Weights that the adapter brings whole: biases that were trained too, and `modules_to_save`. */
  replaced: ReadonlyMap<string, SafeTensor>;
}

/** PEFT names tensors after the module they change, within its own wrapping. */
const PREFIX = 'base_model.model.';
const FACTOR = /^(.+)\.lora_(embedding_)?([AB])(?:\.weight)?$/;
/** What other methods keep beside the two factors. */
const FOREIGN = /\.(?:lora_|token_adapter\b)|^prompt_/;

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
      if (FOREIGN.test(name))
        throw new ConversionError('unsupported-adapter', placeOf(tensor), 'plain LoRA has no such tensor');
      replaced.set(name.replace(/\.base_layer\.(?=\w+$)/, '.'), tensor);
      continue;
    }
    const [, module, embedding, which] = factor;
    const pair = found.get(module!) ?? { transposed: embedding !== undefined };
    const side = which === 'A' ? 'a' : 'b';
    if (pair[side] || pair.transposed !== (embedding !== undefined)) {
      throw new ConversionError('bad-tensor', placeOf(tensor), `the module ${module} has this factor twice`);
    }
    pair[side] = tensor;
    found.set(module!, pair);
  }
  const pairs = new Map<string, Pair>();
  for (const [module, { a, b, transposed }] of found) {
    const place = placeOf(a ?? b!);
    if (!a || !b) throw new ConversionError('missing-tensor', place, 'the other of its two factors is not there');
    if (a.rows !== b.columns) {
      throw new ConversionError('bad-tensor', place, `factors of ranks ${a.rows} and ${b.columns} do not fit together`);
    }
    if (a.rows === 0)
      throw new ConversionError('bad-tensor', place, 'a factor of rank 0 is empty: it was not saved whole');
    pairs.set(`${module}.weight`, { module, a, b, transposed });
  }
  return { config, pairs, replaced };
}

export const placeOf = ({ source, name, offset }: SafeTensor): ConversionErrorPlace => ({
  file: source.name,
  tensor: name,
  offset,
});

/** Reads both factors of a weight. Throws ConversionError `not-finite`. */
export async function readFactors({ a, b, transposed }: Pair): Promise<LowRank> {
  const [first, second] = [await readWhole(a), await readWhole(b)];
  const rank = a.rows;
  if (!transposed) return { rank, columns: a.columns, u: second, v: first };
  return { rank, columns: b.rows, u: transpose(first, rank, a.columns), v: transpose(second, b.rows, rank) };
}

async function readWhole(tensor: SafeTensor): Promise<Float32Array> {
  const values = await readRows(tensor, 0, tensor.rows);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return values;
  const offset = tensor.offset + bad * tensor.format.bytes;
  throw new ConversionError('not-finite', { ...placeOf(tensor), offset }, `${values[bad]} is not a finite number`);
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
