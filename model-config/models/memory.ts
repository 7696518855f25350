import type { Architecture, ModelRecord, Quantization } from './record.ts';

/*
 * GPU memory = weights + KV cache + attention scratch + activations + sampling, where s is 4 bytes for
 * q4f32_1 and 2 for q4f16_1:
 *
 *   matrix(n, k)   n·⌈k/8⌉·4 (eight 4-bit weights a word) + n·⌈k/32⌉·s (one scale for 32 weights)
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
const scaleBytes: Record<Quantization, number> = { q4f32_1: 4, q4f16_1: 2 };

function matrixBytes(rows: number, columns: number, s: number): number {
  return rows * Math.ceil(columns / 8) * 4 + rows * Math.ceil(columns / 32) * s;
}

const qkvRows = (a: Architecture) => (a.heads + 2 * a.kvHeads) * a.headDim;

/** Bytes of the quantised weights, on disk and on the GPU. */
export function weightBytes(a: Architecture, quantization: Quantization): number {
  const s = scaleBytes[quantization];
  const attention = matrixBytes(qkvRows(a), a.hiddenSize, s) + matrixBytes(a.hiddenSize, a.heads * a.headDim, s);
  const bias = a.attentionBias ? qkvRows(a) * s : 0;
  const mlp = matrixBytes(2 * a.intermediateSize, a.hiddenSize, s) + matrixBytes(a.hiddenSize, a.intermediateSize, s);
  const layer = attention + bias + mlp + 2 * a.hiddenSize * s;
  const vocabulary = matrixBytes(a.vocabSize, a.hiddenSize, s) * (a.tiedEmbedding ? 1 : 2);
  return vocabulary + a.layers * layer + a.hiddenSize * s;
}

/** Bytes of the KV cache at a context of so many tokens. */
export function cacheBytes(a: Architecture, contextWindow: number, quantization: Quantization): number {
  const pages = Math.ceil(contextWindow / 16) + 1;
  return a.layers * pages * 2 * a.kvHeads * 16 * a.headDim * scaleBytes[quantization];
}

/** Bytes of GPU memory at the full context, for a library that set-up compiles. */
export function memoryBytes(record: Pick<ModelRecord, 'architecture' | 'limits'>, quantization: Quantization): number {
  const { architecture: a, limits } = record;
  const s = scaleBytes[quantization];
  const cache = cacheBytes(a, limits.contextWindow, quantization);
  const attention = limits.prefillChunk * (2 * (a.heads + a.kvHeads) * a.headDim * s + 2 * a.heads * 4);
  const activations = limits.prefillChunk * (2 * a.hiddenSize + 5 * a.intermediateSize) * s;
  return weightBytes(a, quantization) + cache + attention + activations + 3 * a.vocabSize * 4 + 2 ** 20;
}

/** Bytes of the largest single buffer of the weights: the packed words of the largest matrix. */
export function largestBufferBytes(a: Architecture): number {
  const packed = (rows: number, columns: number) => rows * Math.ceil(columns / 8) * 4;
  return Math.max(
    packed(a.vocabSize, a.hiddenSize),
    packed(2 * a.intermediateSize, a.hiddenSize),
    packed(a.hiddenSize, a.intermediateSize),
    packed(qkvRows(a), a.hiddenSize),
    packed(a.hiddenSize, a.heads * a.headDim),
  );
}
