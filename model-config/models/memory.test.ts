import { prebuiltAppConfig } from '@mlc-ai/web-llm';
import { describe, expect, it } from 'vitest';
import { memoryBytes, weightBytes } from './memory.ts';
import { readRecords } from './read-records.ts';
import type { Architecture } from './record.ts';

/*
 * `gpuMemoryBytes` is what memory.ts computes for a library that set-up compiles. A published library's
 * need is its publisher's own figure, which web-llm carries; where a variant can be had both ways the
 * record states the larger one.
 */
const qkvRows = (a: Architecture) => (a.heads + 2 * a.kvHeads) * a.headDim;

function parameters(a: Architecture): number {
  const bias = a.attentionBias ? qkvRows(a) : 0;
  const matrices = qkvRows(a) + a.heads * a.headDim + 3 * a.intermediateSize;
  const layer = a.hiddenSize * (matrices + 2) + bias;
  return a.vocabSize * a.hiddenSize * (a.tiedEmbedding ? 1 : 2) + a.hiddenSize + a.layers * layer;
}

const records = readRecords();
const variants = records.flatMap((record) => record.variants.map((variant) => ({ id: record.id, record, variant })));

describe.each(variants)('$id $variant.quantization', ({ record, variant }) => {
  const a = record.architecture;
  const published = prebuiltAppConfig.model_list.find((model) => model.model_lib === variant.publishedLibrary);

  it('states the GPU memory that the formula or the publisher gives', () => {
    const needs = [
      ...(variant.libraries.length > 0 ? [memoryBytes(record, variant.quantization)] : []),
      ...(published ? [Math.round(published.vram_required_MB! * 2 ** 20)] : []),
    ];
    expect(variant.gpuMemoryBytes).toBe(Math.max(...needs));
  });

  it('states the largest buffer of its weights', () => {
    const bits = variant.quantization.startsWith('q8') ? 8 : 4;
    const ends = /^q4f(16|32)_1$/.test(variant.quantization) ? 4 : 8;
    const packed = (rows: number, columns: number, of = bits) => (rows * columns * of) / 8;
    expect(variant.largestBufferBytes).toBe(
      Math.max(
        packed(a.vocabSize, a.hiddenSize, ends),
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
    const quantized = weightBytes(architecture, record.variants[0]!.quantization);
    expect(source.bytes).toBe(source.format === 'mlc' ? quantized : 2 * parameters(architecture));
  });
});
