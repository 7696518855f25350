import type { ModelRecord } from '../../models/record.ts';
import { ConversionError } from '../errors.ts';
import type { GgufFile } from './read.ts';

/** Holds what the file says of the model's shape against the record, and names the first field that differs. */
export function checkArchitecture({ metadata, tensors, source }: GgufFile, record: ModelRecord): void {
  const a = record.architecture;
  const differ = (key: string, stated: unknown, expected: unknown) => {
    const problem = `the file says ${String(stated)}, the model's record ${String(expected)}`;
    return new ConversionError('mismatch', { file: source.name, key }, problem);
  };
  const expect = (key: string, expected: string | number, fallback?: number) => {
    const stated = metadata.get(key) ?? fallback;
    const same =
      typeof expected === 'number' && typeof stated === 'number'
        ? Math.abs(stated - expected) <= 1e-6 * Math.abs(expected) // the file holds single precision
        : stated === expected;
    if (!same) throw differ(key, stated, expected);
  };
  expect('general.architecture', a.modelType);
  const prefix = a.modelType;
  expect(`${prefix}.embedding_length`, a.hiddenSize);
  expect(`${prefix}.block_count`, a.layers);
  expect(`${prefix}.feed_forward_length`, a.intermediateSize);
  expect(`${prefix}.attention.head_count`, a.heads);
  expect(`${prefix}.attention.head_count_kv`, a.kvHeads, a.heads);
  expect(`${prefix}.attention.key_length`, a.headDim, a.hiddenSize / a.heads);
  expect(`${prefix}.attention.layer_norm_rms_epsilon`, a.rmsNormEps);
  expect(`${prefix}.rope.freq_base`, a.ropeTheta, 10_000);
  expect(`${prefix}.vocab_size`, a.vocabSize, a.vocabSize);
  const scaling = metadata.get(`${prefix}.rope.scaling.type`) ?? 'none';
  if (scaling !== 'none') throw differ(`${prefix}.rope.scaling.type`, scaling, 'none');
  if (tensors.has('output.weight') === a.tiedEmbedding) {
    throw differ(
      'output.weight',
      tensors.has('output.weight') ? 'untied' : 'tied',
      a.tiedEmbedding ? 'tied' : 'untied',
    );
  }
  const eos = metadata.get('tokenizer.ggml.eos_token_id');
  if (!record.template.stopTokenIds.some((id) => id === eos)) {
    throw differ(
      'tokenizer.ggml.eos_token_id',
      eos,
      `template.stopTokenIds ${record.template.stopTokenIds.join(', ')}`,
    );
  }
  if (tensors.has('blk.0.attn_q.bias') !== a.attentionBias) {
    throw differ('blk.0.attn_q.bias', tensors.has('blk.0.attn_q.bias'), a.attentionBias);
  }
}
