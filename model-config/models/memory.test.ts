import { prebuiltAppConfig } from '@mlc-ai/web-llm';
import { describe, expect, it } from 'vitest';
import { readRecords } from './read-records.ts';
import type { Architecture, ModelRecord, Quantization } from './record.ts';

/*
 * What `gpuMemoryBytes`, `largestBufferBytes` and `source.bytes` of the records must say.
 *
 * GPU memory = weights + KV cache + attention scratch + activations + sampling, where s is 4 bytes for
 * q4f32_1 and 2 for q4f16_1:
 *
 *   matrix(n, k)   n·⌈k/8⌉·4 (eight 4-bit weights a word) + n·⌈k/32⌉·s (one scale for 32 weights)
 *   weights        embedding (and output matrix where untied), and for each layer q+k+v, o, gate+up, down;
 *                  norms and biases at s bytes
 *   KV cache       layers · pages · 2 · kvHeads · 16 · headDim · s, with ⌈context/16⌉ + 1 pages of 16 tokens
 *   attention      chunk · (q + k + v + output)·s + two float32 log-sums a head  (TVM's paged_kv_cache.cc)
 *   activations    chunk · (2·hidden + 3·intermediate + q+k+v) · s, the widest point of a layer
 *   sampling       three float32 rows of the vocabulary (logits, probabilities, and one being read)
 *
 * A published library's need is its publisher's own figure, which web-llm carries; where a variant can be
 * had both ways the record states the larger one.
 */
const scaleBytes: Record<Quantization, number> = { q4f32_1: 4, q4f16_1: 2 };

function matrixBytes(rows: number, columns: number, s: number): number {
  return rows * Math.ceil(columns / 8) * 4 + rows * Math.ceil(columns / 32) * s;
}

const qkvRows = (a: Architecture) => (a.heads + 2 * a.kvHeads) * a.headDim;

function weightBytes(a: Architecture, s: number): number {
  const attention = matrixBytes(qkvRows(a), a.hiddenSize, s) + matrixBytes(a.hiddenSize, a.heads * a.headDim, s);
  const bias = a.attentionBias ? qkvRows(a) * s : 0;
  const mlp = matrixBytes(2 * a.intermediateSize, a.hiddenSize, s) + matrixBytes(a.hiddenSize, a.intermediateSize, s);
  const layer = attention + bias + mlp + 2 * a.hiddenSize * s;
  const vocabulary = matrixBytes(a.vocabSize, a.hiddenSize, s) * (a.tiedEmbedding ? 1 : 2);
  return vocabulary + a.layers * layer + a.hiddenSize * s;
}

function memoryBytes({ architecture: a, limits }: ModelRecord, s: number): number {
  const pages = Math.ceil(limits.contextWindow / 16) + 1;
  const cache = a.layers * pages * 2 * a.kvHeads * 16 * a.headDim * s;
  const attention = limits.prefillChunk * (2 * (a.heads + a.kvHeads) * a.headDim * s + 2 * a.heads * 4);
  const activations = limits.prefillChunk * (2 * a.hiddenSize + 3 * a.intermediateSize + qkvRows(a)) * s;
  return weightBytes(a, s) + cache + attention + activations + 3 * a.vocabSize * 4;
}

function parameters(a: Architecture): number {
  const bias = a.attentionBias ? qkvRows(a) : 0;
  const matrices = qkvRows(a) + a.heads * a.headDim + 3 * a.intermediateSize;
  const layer = a.hiddenSize * (matrices + 2) + bias;
  return a.vocabSize * a.hiddenSize * (a.tiedEmbedding ? 1 : 2) + a.hiddenSize + a.layers * layer;
}

const records = readRecords();
const variants = records.flatMap((record) => record.variants.map((variant) => ({ id: record.id, record, variant })));

describe.each(variants)('$id $variant.quantization', ({ record, variant }) => {
  const s = scaleBytes[variant.quantization];
  const a = record.architecture;
  const published = prebuiltAppConfig.model_list.find((model) => model.model_lib === variant.publishedLibrary);

  it('states the GPU memory that the formula or the publisher gives', () => {
    const needs = [
      ...(variant.libraries.length > 0 ? [memoryBytes(record, s)] : []),
      ...(published ? [Math.round(published.vram_required_MB! * 2 ** 20)] : []),
    ];
    expect(variant.gpuMemoryBytes).toBe(Math.max(...needs));
  });

  it('states the largest buffer of its weights', () => {
    const packed = (rows: number, columns: number) => rows * Math.ceil(columns / 8) * 4;
    expect(variant.largestBufferBytes).toBe(
      Math.max(
        packed(a.vocabSize, a.hiddenSize),
        packed(2 * a.intermediateSize, a.hiddenSize),
        packed(a.hiddenSize, a.intermediateSize),
        packed(qkvRows(a), a.hiddenSize),
      ),
    );
  });

  it('takes published weights and their library from one entry of web-llm', () => {
    if (!variant.publishedLibrary) return;
    expect(published).toBeDefined();
    if (!variant.publishedWeights) return;
    const entry = prebuiltAppConfig.model_list.find((m) => `${m.model}/resolve/main/` === variant.publishedWeights);
    expect(entry?.model_lib).toBe(variant.publishedLibrary);
    expect(entry?.overrides?.context_window_size).toBe(record.limits.contextWindow);
  });
});

describe.each(records.filter((record) => record.source.kind === 'huggingface'))('$id on the hub', (record) => {
  it('states the bytes of its parameters', () => {
    const { source, architecture } = record;
    if (source.kind !== 'huggingface') return;
    const quantized = weightBytes(architecture, scaleBytes[record.variants[0]!.quantization]);
    expect(source.bytes).toBe(source.format === 'mlc' ? quantized : 2 * parameters(architecture));
  });
});
