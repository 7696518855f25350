import type { Quantization } from '../models/record.ts';
import { ConversionError } from './errors.ts';
import { toHalfBits } from './half.ts';
import type { HashingSink } from './hashing-sink.ts';
import type { Parameter } from './parameters.ts';
import { GROUP, NotFiniteError, PACK, quantiseRows } from './quantise.ts';
import { ShardWriter } from './shards.ts';
import type { WeightSource } from './weight-source.ts';

export interface WeightsProgress {
  /** Bytes of weights written, and in all. */
  done: number;
  total: number;
}

interface Order {
  weights: WeightSource;
  parameters: Parameter[];
  sink: HashingSink;
  quantization: Quantization;
  onProgress?: ((progress: WeightsProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Weights worked on at a time, or as many as a head's rows have where those are more. A block is held as it stands
 * in the file, as float32 (twice where rows are put in order) and packed: less than 16 MiB in all, whatever the model.
 */
const BLOCK_WEIGHTS = 1 << 20;

/** The smallest number that rounds to infinity in half precision. */
const HALF_OVERFLOW = 65_520;

/** Writes the shards and tensor-cache.json, block of rows by block of rows. */
export async function writeWeights({ weights, parameters, sink, quantization, onProgress, signal }: Order) {
  for (const parameter of parameters) checkShape(weights, parameter);
  const float = quantization === 'q4f16_1' ? 'float16' : 'float32';
  const floatBytes = float === 'float16' ? 2 : 4;
  const bitsOf = (p: Parameter) => (p.quantised ? 32 / PACK + (8 * floatBytes) / GROUP : 8 * floatBytes);
  const total = parameters.reduce((sum, p) => sum + (p.rows * p.columns * bitsOf(p)) / 8, 0);
  const shards = new ShardWriter(sink);
  let done = 0;
  for (const parameter of parameters) {
    const { name, rows, columns, quantised } = parameter;
    if (quantised) {
      await shards.words.begin(`${name}.q_weight`, [rows, columns / PACK], 'uint32');
      await shards.floats.begin(`${name}.q_scale`, [rows, columns / GROUP], float);
    } else {
      await shards.floats.begin(name, [columns], float);
    }
    for await (const { part, from, values } of blocks(weights, parameter)) {
      signal?.throwIfAborted();
      try {
        if (quantised) {
          const { packed, scales } = quantiseRows(values, quantization);
          await shards.words.write(packed);
          await shards.floats.write(scales);
        } else {
          await shards.floats.write(stored(values, quantization));
        }
      } catch (error) {
        if (!(error instanceof NotFiniteError)) throw error;
        const { columns: partColumns } = weights.shape(part);
        const row = from + Math.floor(error.index / partColumns);
        const problem = `row ${row} has a value that is not a finite number or too large for ${quantization}`;
        throw new ConversionError('not-finite', weights.place(part, row), problem);
      }
      done += (values.length * bitsOf(parameter)) / 8;
      onProgress?.({ done, total });
    }
  }
  await shards.finish(parameters.reduce((sum, p) => sum + p.rows * p.columns, 0));
}

/** A vector in the model's float type. */
function stored(values: Float32Array, quantization: Quantization): Float32Array | Uint16Array {
  const half = quantization === 'q4f16_1';
  const bad = values.findIndex((v) => !Number.isFinite(v) || (half && Math.abs(v) >= HALF_OVERFLOW));
  if (bad >= 0) throw new NotFiniteError(bad);
  return half ? Uint16Array.from(values, toHalfBits) : values;
}

/** The rows of a parameter's parts in turn. */
async function* blocks(weights: WeightSource, { parts, columns, wholeRows, quantised }: Parameter) {
  const step = Math.max(1, Math.floor(BLOCK_WEIGHTS / columns / wholeRows)) * wholeRows;
  for (const { name, size } of parts) {
    const rows = quantised ? size : 1;
    for (let from = 0; from < rows; from += step) {
      const values = await weights.rows(name, from, Math.min(step, rows - from));
      yield { part: name, from, values };
    }
  }
}

/** Each part must have the very shape the record gives it: a wrong split of a right sum is a wrong model. */
function checkShape(weights: WeightSource, { parts, columns, quantised }: Parameter): void {
  for (const { name, size } of parts) {
    const expected = quantised ? { rows: size, columns } : { rows: 1, columns: size };
    const found = weights.shape(name);
    if (found.rows !== expected.rows || found.columns !== expected.columns) {
      const problem = `${expected.rows} × ${expected.columns} expected, the file has ${found.rows} × ${found.columns}`;
      throw new ConversionError('mismatch', weights.place(name, 0), problem);
    }
    if (quantised && columns % GROUP !== 0) {
      const problem = `rows of ${columns} are not whole groups of ${GROUP}`;
      throw new ConversionError('bad-tensor', weights.place(name, 0), problem);
    }
  }
}
