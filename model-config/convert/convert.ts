import type { ManifestFile } from '../models/manifest.ts';
import type { ModelRecord, Quantization } from '../models/record.ts';
import type { ByteSource, FileSink } from './byte-source.ts';
import { chatConfig } from './chat-config.ts';
import { checkArchitecture } from './check-architecture.ts';
import { ConversionError } from './errors.ts';
import { readGguf } from './gguf/read.ts';
import { GgufWeights } from './gguf-weights.ts';
import { toHalfBits } from './half.ts';
import { HashingSink } from './hashing-sink.ts';
import { type Parameter, parametersOf } from './parameters.ts';
import { GROUP, NotFiniteError, quantiseRows } from './quantise.ts';
import { ShardWriter } from './shards.ts';
import { tokenizerJson } from './tokenizer.ts';
import type { WeightSource } from './weight-source.ts';

export interface ConversionProgress {
  /** Weights done and in all. */
  done: number;
  total: number;
}

export interface Conversion {
  record: ModelRecord;
  source: ByteSource;
  sink: FileSink;
  quantization: Quantization;
  onProgress?: (progress: ConversionProgress) => void;
  signal?: AbortSignal;
}

/** Weights worked on at a time: with their float32, packed and stored forms about 8 MiB, whatever the model's size. */
const BLOCK_WEIGHTS = 1 << 20;

/**
 * Writes a GGUF file's model as a web-llm folder: 4-bit shards, tensor-cache.json, mlc-chat-config.json
 * and tokenizer.json. Returns every file with its size and SHA-256. Throws ConversionError for anything
 * wrong with the file, and the signal's reason when aborted; what was written by then is incomplete.
 */
export async function convertGguf(conversion: Conversion): Promise<ManifestFile[]> {
  const { record, source, quantization } = conversion;
  const gguf = await readGguf(source);
  checkArchitecture(gguf, record.architecture);
  const sink = new HashingSink(conversion.sink);
  await sink.writeJson('tokenizer.json', tokenizerJson(gguf, record.architecture.vocabSize));
  await sink.writeJson('mlc-chat-config.json', chatConfig(record, quantization));
  await writeShards(new GgufWeights(gguf, record.architecture), sink, conversion);
  return sink.files;
}

async function writeShards(weights: WeightSource, sink: HashingSink, conversion: Conversion): Promise<void> {
  const { record, source, quantization, onProgress, signal } = conversion;
  const parameters = parametersOf(record.architecture);
  for (const parameter of parameters) checkShape(weights, parameter, source.name);
  const total = parameters.reduce((sum, p) => sum + p.rows * p.columns, 0);
  const shards = new ShardWriter(sink);
  let done = 0;
  for (const parameter of parameters) {
    const { name, rows, columns, quantised } = parameter;
    const float = quantization === 'q4f16_1' ? 'float16' : 'float32';
    if (quantised) {
      await shards.words.begin(`${name}.q_weight`, [rows, columns / 8], 'uint32');
      await shards.floats.begin(`${name}.q_scale`, [rows, columns / GROUP], float);
    } else {
      await shards.floats.begin(name, [columns], float);
    }
    for await (const block of blocks(weights, parameter, record.architecture.headDim)) {
      signal?.throwIfAborted();
      try {
        if (quantised) {
          const { packed, scales } = quantiseRows(block.values, quantization);
          await shards.words.write(packed);
          await shards.floats.write(scales);
        } else {
          await shards.floats.write(stored(block.values, quantization));
        }
      } catch (error) {
        if (!(error instanceof NotFiniteError)) throw error;
        const row = block.from + Math.floor(error.index / columns);
        const problem = `row ${row} has a value that is not a finite number or too large for ${quantization}`;
        throw new ConversionError('not-finite', { file: source.name, tensor: block.part }, problem);
      }
      done += block.values.length;
      onProgress?.({ done, total });
    }
  }
  await shards.finish(total);
}

/** A vector in the model's float type. */
function stored(values: Float32Array, quantization: Quantization): Float32Array | Uint16Array {
  const bad = values.findIndex((v) => !Number.isFinite(v) || (quantization === 'q4f16_1' && Math.abs(v) >= 65_520));
  if (bad >= 0) throw new NotFiniteError(bad);
  return quantization === 'q4f16_1' ? Uint16Array.from(values, toHalfBits) : values;
}

/** The rows of a parameter's parts in turn, in blocks of whole heads. */
async function* blocks(weights: WeightSource, { parts, columns }: Parameter, headDim: number) {
  const step = Math.max(1, Math.floor(BLOCK_WEIGHTS / columns / headDim)) * headDim;
  for (const part of parts) {
    const { rows } = weights.shape(part);
    for (let from = 0; from < rows; from += step) {
      const values = await weights.rows(part, from, Math.min(step, rows - from));
      yield { part, from, values };
    }
  }
}

function checkShape(weights: WeightSource, { name, parts, rows, columns, quantised }: Parameter, file: string): void {
  const shapes = parts.map((part) => ({ part, ...weights.shape(part) }));
  const along = quantised ? rows : columns;
  const found = shapes.reduce((sum, s) => sum + (quantised ? s.rows : s.columns), 0);
  const wrong = shapes.find((s) => (quantised ? s.columns !== columns : s.rows !== 1));
  if (found !== along || wrong) {
    const sizes = shapes.map((s) => `${s.part} ${s.rows} × ${s.columns}`).join(', ');
    throw new ConversionError(
      'mismatch',
      { file, tensor: name },
      `${rows} × ${columns} expected, the file has ${sizes}`,
    );
  }
  if (quantised && columns % GROUP !== 0) {
    throw new ConversionError(
      'bad-tensor',
      { file, tensor: name },
      `rows of ${columns} are not whole groups of ${GROUP}`,
    );
  }
}
