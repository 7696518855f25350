import { isHalf, type Quantization, storedAs } from './quantization.ts';
import type { Architecture, ModelRecord } from './record.ts';

/*
 * GPU memory = weights + KV cache + attention scratch + activations + sampling, where s is 4 bytes for
 * the quantisations with 32-bit floats and 2 for those with 16-bit ones, and b the bits of a code:
 *
 *   matrix(n, k)   n·⌈k·b/32⌉·4 (eight 4-bit weights a word, or four of 8 bits) + n·⌈k/32⌉·s (one scale for 32 weights)
 *   weights        embedding (and output matrix where untied), and for each layer q+k+v, o, gate+up, down;
 *                  norms and biases at s bytes
 *   KV cache       layers · pages · 2 · kvHeads · 16 · headDim · s, with ⌈context/16⌉ + 1 pages of 16 tokens
 *   attention      chunk · (q + k + v + output)·s + two float32 log-sums a head  (TVM's paged_kv_cache.cc)
 *   activations    chunk · (2·hidden + 5·intermediate) · s: in the libraries below TVM plans at most two
 *                  buffers as wide as gate+up, one as intermediate and two as hidden, for a full chunk
 *   sampling       three float32 rows of the vocabulary (logits, probabilities, and one being read)
 *   runtime        1 MiB for the runtime's own small buffers (0.55 MB were seen)
 *
 * Held against the sum of all GPU buffers in Chromium while answering, in MB, measured and computed:
 * hakui-tiny q4f32_1 5.3 and 6.2, SmolLM2-135M q4f32_1 195.4 and 202.2, Qwen2.5-Coder-1.5B q4f32_1 1451.8
 * and 1455.3.
 */
const floatBytes = (quantization: Quantization) => (isHalf(quantization) ? 2 : 4);

const codeBytes = (rows: number, columns: number, bits: number) => rows * Math.ceil((columns * bits) / 32) * 4;

const matrixBytes = (rows: number, columns: number, bits: number, s: number) =>
  codeBytes(rows, columns, bits) + rows * Math.ceil(columns / 32) * s;

const qkvRows = (a: Architecture) => (a.heads + 2 * a.kvHeads) * a.headDim;

/** Rows and columns of a layer's matrices: query, key and value; output; gate and up; down. */
const layerMatrices = (a: Architecture): [number, number][] => [
  [qkvRows(a), a.hiddenSize],
  [a.hiddenSize, a.heads * a.headDim],
  [2 * a.intermediateSize, a.hiddenSize],
  [a.hiddenSize, a.intermediateSize],
];

/** Bytes of the quantised weights, on disk and on the GPU. */
export function weightBytes(a: Architecture, quantization: Quantization): number {
  const { bits, vocabularyBits } = storedAs(quantization);
  const s = floatBytes(quantization);
  const matrices = layerMatrices(a).reduce((sum, [rows, columns]) => sum + matrixBytes(rows, columns, bits, s), 0);
  const bias = a.attentionBias ? qkvRows(a) * s : 0;
  const layer = matrices + bias + 2 * a.hiddenSize * s;
  const vocabulary = matrixBytes(a.vocabSize, a.hiddenSize, vocabularyBits, s) * (a.tiedEmbedding ? 1 : 2);
  return vocabulary + a.layers * layer + a.hiddenSize * s;
}

/** Bytes of the KV cache at a context of so many tokens. */
export function cacheBytes(a: Architecture, contextWindow: number, quantization: Quantization): number {
  const pages = Math.ceil(contextWindow / 16) + 1;
  return a.layers * pages * 2 * a.kvHeads * 16 * a.headDim * floatBytes(quantization);
}

/** Bytes of GPU memory at the full context, for a library that set-up compiles. */
export function memoryBytes(record: Pick<ModelRecord, 'architecture' | 'limits'>, quantization: Quantization): number {
  const { architecture: a, limits } = record;
  const s = floatBytes(quantization);
  const cache = cacheBytes(a, limits.contextWindow, quantization);
  const attention = limits.prefillChunk * (2 * (a.heads + a.kvHeads) * a.headDim * s + 2 * a.heads * 4);
  const activations = limits.prefillChunk * (2 * a.hiddenSize + 5 * a.intermediateSize) * s;
  return weightBytes(a, quantization) + cache + attention + activations + 3 * a.vocabSize * 4 + 2 ** 20;
}

/** Bytes of the largest single buffer of the weights: the packed words of the largest matrix. */
export function largestBufferBytes(a: Architecture, quantization: Quantization): number {
  const { bits, vocabularyBits } = storedAs(quantization);
  return Math.max(
    codeBytes(a.vocabSize, a.hiddenSize, vocabularyBits),
    ...layerMatrices(a).map(([rows, columns]) => codeBytes(rows, columns, bits)),
  );
}
