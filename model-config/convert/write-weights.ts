import { z } from 'zod';
import { isHalf, type Quantization } from '../models/quantization.ts';
import { toHalfBits } from '../quantise/half.ts';
import { GROUP, type Layout, NotFiniteError, type Rule } from '../quantise/rule.ts';
import { checkShapes } from './check-shapes.ts';
import { ConversionError } from './errors.ts';
import type { HashingSink } from './hashing-sink.ts';
import { codesInWord, layoutOf, packCodes } from './layout.ts';
import type { Parameter } from './parameters.ts';
import { SHARD_BYTES, ShardRecord, ShardWriter } from './shards.ts';
import type { WeightSource } from './weight-source.ts';

export interface WeightsProgress {
  /** Bytes of weights written, and in all. */
  done: number;
  total: number;
}

/** Where a conversion stands between two parameters; with it, one that was broken off goes on from there. */
export const WrittenWeights = z.strictObject({
  /** How many parameters are in finished shards. */
  parameters: z.int().nonnegative(),
  shards: z.array(ShardRecord),
});
export type WrittenWeights = z.infer<typeof WrittenWeights>;

interface Order {
  weights: WeightSource;
  parameters: Parameter[];
  sink: HashingSink;
  quantization: Quantization;
  /** How weights become codes and scales. */
  rule: Rule;
  shardBytes?: number | undefined;
  /** What is written already. */
  written: WrittenWeights;
  /** Called whenever the shards so far are finished. */
  onWritten: (written: WrittenWeights) => Promise<void>;
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
export async function writeWeights(order: Order): Promise<void> {
  const { weights, parameters, sink, quantization, rule, shardBytes = SHARD_BYTES, written, onWritten } = order;
  const { onProgress, signal } = order;
  checkShapes(weights, parameters);
  const floatBits = isHalf(quantization) ? 16 : 32;
  const bitsOf = (p: Parameter) => (p.quantised ? layoutOf(quantization, p).bits + floatBits / GROUP : floatBits);
  const bytesOf = (some: Parameter[]) => some.reduce((sum, p) => sum + (p.rows * p.columns * bitsOf(p)) / 8, 0);
  const total = bytesOf(parameters);
  const shards = new ShardWriter(sink, [...written.shards], shardBytes);
  let done = bytesOf(parameters.slice(0, written.parameters));
  onProgress?.({ done, total });
  for (const [index, parameter] of parameters.entries()) {
    if (index < written.parameters) continue;
    const layout = layoutOf(quantization, parameter);
    const tensors = tensorsOf(parameter, layout);
    if (!shards.hasRoom(tensors)) {
      await shards.close();
      await onWritten({ parameters: index, shards: [...shards.shards] });
    }
    await shards.begin(tensors);
    for await (const { part, from, row, values } of blocks(weights, parameter)) {
      signal?.throwIfAborted();
      try {
        if (parameter.quantised) {
          const { codes, scales } = await rule({ values, parameter: parameter.name, from: row }, layout);
          await shards.words.write(packCodes(codes, layout.bits));
          await shards.floats.write(layout.scale === 'float16' ? Uint16Array.from(scales, toHalfBits) : scales);
        } else {
          await shards.floats.write(vector(values, layout));
        }
      } catch (error) {
        if (!(error instanceof NotFiniteError)) throw error;
        const { columns: partColumns } = weights.shape(part);
        const partRow = from + Math.floor(error.index / partColumns);
        const place = weights.place(part, partRow);
        if (error.value === null) {
          throw new ConversionError('not-finite', place, `row ${partRow} has a value that is not a finite number`);
        }
        const problem = `row ${partRow} has ${error.value}, too large for the half precision of ${quantization}: ${quantization.replace('f16', 'f32')} holds it`;
        throw new ConversionError('out-of-range', place, problem);
      }
      done += (values.length * bitsOf(parameter)) / 8;
      onProgress?.({ done, total });
    }
  }
  await shards.finish(parameters.reduce((sum, p) => sum + p.rows * p.columns, 0));
}

/** A matrix is stored as its packed words and their scales, a vector as it is. */
function tensorsOf({ name, rows, columns, quantised }: Parameter, { bits, scale }: Layout) {
  if (!quantised) return { floats: { name, shape: [columns], dtype: scale } };
  return {
    words: { name: `${name}.q_weight`, shape: [rows, columns / codesInWord(bits)], dtype: 'uint32' as const },
    floats: { name: `${name}.q_scale`, shape: [rows, columns / GROUP], dtype: scale },
  };
}

/** A vector in the model's float type. */
function vector(values: Float32Array, { scale }: Layout): Float32Array | Uint16Array {
  const half = scale === 'float16';
  const bad = values.findIndex((v) => !Number.isFinite(v) || (half && Math.abs(v) >= HALF_OVERFLOW));
  if (bad >= 0) throw new NotFiniteError(bad, values[bad]!);
  return half ? Uint16Array.from(values, toHalfBits) : values;
}

/** The rows of a parameter's parts in turn: `from` counts in the part, `row` in the parameter. */
async function* blocks(weights: WeightSource, { parts, columns, wholeRows, quantised }: Parameter) {
  const step = Math.max(1, Math.floor(BLOCK_WEIGHTS / columns / wholeRows)) * wholeRows;
  let first = 0;
  for (const { name, size } of parts) {
    const rows = quantised ? size : 1;
    for (let from = 0; from < rows; from += step) {
      const values = await weights.rows(name, from, Math.min(step, rows - from));
      yield { part: name, from, row: first + from, values };
    }
    first += rows;
  }
}
