import { Architecture, type ModelRecord } from '../../models/record.ts';
import { ConversionError } from '../errors.ts';
import { soundArchitecture } from '../sound.ts';
import { checkComputed } from './computed.ts';
import type { GgufFile } from './file.ts';

/** Where a GGUF file says what (ggml's docs/gguf.md): a field of its metadata, below the family's name, or a tensor. */
const KEYS: Record<keyof Architecture, string> = {
  modelType: 'general.architecture',
  hiddenSize: '.embedding_length',
  intermediateSize: '.feed_forward_length',
  layers: '.block_count',
  heads: '.attention.head_count',
  kvHeads: '.attention.head_count_kv',
  headDim: '.attention.key_length',
  vocabSize: '.vocab_size',
  rmsNormEps: '.attention.layer_norm_rms_epsilon',
  ropeTheta: '.rope.freq_base',
  tiedEmbedding: 'output.weight',
  attentionBias: 'blk.0.attn_q.bias',
};

/**
 * A model's shape by its GGUF file. Throws ConversionError: `unsupported-model` for what the libraries
 * don't compute, `bad-metadata` for a field that is missing or no number.
 */
export function readArchitecture(gguf: GgufFile): Architecture {
  const { metadata, tensors, source } = gguf;
  const file = source.name;
  const family = Architecture.shape.modelType.safeParse(metadata.get(KEYS.modelType));
  if (!family.success) {
    const stated = metadata.get(KEYS.modelType);
    const problem =
      stated === undefined
        ? 'the file does not say of what family it is'
        : `${String(stated)} is not supported; ${Architecture.shape.modelType.options.join(' or ')} is`;
    throw new ConversionError('unsupported-model', { file, key: KEYS.modelType }, problem);
  }
  const numberOf = (field: keyof Architecture, fallback?: number): number => {
    const key = keyOf(field, family.data);
    const stated = metadata.get(key) ?? fallback;
    if (typeof stated === 'number' && stated > 0) return shortest(stated);
    throw new ConversionError('bad-metadata', { file, key }, 'the field is missing or not a positive number');
  };
  // Converters pad the list of tokens to the rows of the embedding.
  const tokens = metadata.get('tokenizer.ggml.tokens');
  const hiddenSize = numberOf('hiddenSize');
  const heads = numberOf('heads');
  const headDim = numberOf('headDim', hiddenSize / heads);
  checkComputed(gguf, family.data, headDim);
  const stated: Architecture = {
    modelType: family.data,
    hiddenSize,
    intermediateSize: numberOf('intermediateSize'),
    layers: numberOf('layers'),
    heads,
    kvHeads: numberOf('kvHeads', heads),
    headDim,
    vocabSize: numberOf('vocabSize', Array.isArray(tokens) ? tokens.length : undefined),
    rmsNormEps: numberOf('rmsNormEps'),
    ropeTheta: numberOf('ropeTheta', 10_000),
    tiedEmbedding: !tensors.has(KEYS.tiedEmbedding),
    attentionBias: tensors.has(KEYS.attentionBias),
  };
  return soundArchitecture(stated, file, (field) => keyOf(field, family.data));
}

/** Holds what the file says of the model's shape against the record, and names the first field that differs. */
export function checkArchitecture(gguf: GgufFile, record: ModelRecord): void {
  const differ = (key: string, stated: unknown, expected: unknown) => {
    const problem = `the file says ${String(stated)}, the model's record ${String(expected)}`;
    return new ConversionError('mismatch', { file: gguf.source.name, key }, problem);
  };
  const found = readArchitecture(gguf);
  const expected = record.architecture;
  for (const field of Object.keys(KEYS) as (keyof Architecture)[]) {
    const key = keyOf(field, found.modelType);
    // Where the file does not state it, the tokenizer and the embedding are held against the record instead.
    const stated = field !== 'vocabSize' || gguf.metadata.has(key);
    if (stated && found[field] !== expected[field]) throw differ(key, found[field], expected[field]);
  }
  const eos = gguf.metadata.get('tokenizer.ggml.eos_token_id');
  if (!record.template.stopTokenIds.some((id) => id === eos)) {
    throw differ(
      'tokenizer.ggml.eos_token_id',
      eos,
      `template.stopTokenIds ${record.template.stopTokenIds.join(', ')}`,
    );
  }
}

const keyOf = (field: keyof Architecture, family: string): string => {
  const key = KEYS[field];
  return key.startsWith('.') ? family + key : key;
};

/** The file holds single precision: the shortest decimal that means the same, as a model's publisher wrote it. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === Math.fround(value)) return decimal;
  }
  return value;
}
