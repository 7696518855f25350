import type { Architecture } from '../../models/record.ts';
import type { SourceFolder } from '../byte-source.ts';
import { parametersOf } from '../parameters.ts';
import { memorySource } from './memory-files.ts';
import { alphabet, smallRecord } from './small-model.ts';

export interface RawTensor {
  dtype: string;
  shape: number[];
  data_offsets: number[];
}

/** The parts of a safetensors file, to be spoilt by a test. */
export interface RawSafetensors {
  header: Record<string, RawTensor | Record<string, string>>;
  data: Uint8Array;
}

type Shapes = Record<string, number[]>;

/** A file of these float32 tensors, one after the other. */
function rawSafetensors(shapes: Shapes, valueAt: (index: number) => number): RawSafetensors {
  const header: RawSafetensors['header'] = { __metadata__: { format: 'pt' } };
  const values: number[] = [];
  for (const [name, shape] of Object.entries(shapes)) {
    const count = shape.reduce((a, b) => a * b, 1);
    const from = 4 * values.length;
    values.push(...Array.from({ length: count }, (_, index) => valueAt(index)));
    header[name] = { dtype: 'F32', shape, data_offsets: [from, from + 4 * count] };
  }
  return { header, data: new Uint8Array(Float32Array.from(values).buffer) };
}

/** A safetensors file of these float32 tensors. */
export function safetensorsOf(tensors: Record<string, { shape: number[]; values: Float32Array }>): Uint8Array {
  const shapes = Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
  const raw = rawSafetensors(shapes, () => 0);
  for (const [name, { values }] of Object.entries(tensors)) {
    const [from] = (raw.header[name] as RawTensor).data_offsets as [number];
    raw.data.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), from);
  }
  return fileOf(raw);
}

export function fileOf({ header, data }: RawSafetensors): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const out = new Uint8Array(8 + text.length + data.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  out.set(data, 8 + text.length);
  return out;
}

export interface SmallCheckpoint {
  config: Record<string, unknown>;
  tokenizer: { added_tokens: object[]; model: Record<string, unknown>; [field: string]: unknown };
  weights: RawSafetensors;
  /** More files, or others in the place of those above. */
  files: Record<string, Uint8Array>;
}

/** A model's shape as transformers states it. */
export const configOf = (a: Architecture): Record<string, unknown> => ({
  model_type: a.modelType,
  hidden_size: a.hiddenSize,
  intermediate_size: a.intermediateSize,
  num_hidden_layers: a.layers,
  num_attention_heads: a.heads,
  num_key_value_heads: a.kvHeads,
  vocab_size: a.vocabSize,
  rms_norm_eps: a.rmsNormEps,
  rope_theta: a.ropeTheta,
  tie_word_embeddings: a.tiedEmbedding,
});

export const addedToken = (id: number, content: string): object => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

/** What a valid checkpoint of `smallRecord`, or of another shape of its vocabulary, holds, to be spoilt by a test. */
export function smallCheckpoint(a = smallRecord.architecture): SmallCheckpoint {
  const shapes: Shapes = {};
  for (const { parts, columns, quantised } of parametersOf(a)) {
    for (const { name, size } of parts) shapes[name] = quantised ? [size, columns] : [size];
  }
  const tokens = [...alphabet, 'th', '<|endoftext|>', '<|im_start|>', '<|im_end|>'];
  return {
    config: configOf(a),
    tokenizer: {
      version: '1.0',
      added_tokens: [addedToken(258, '<|im_start|>'), addedToken(259, '<|im_end|>')],
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      model: { type: 'BPE', vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges: [['t', 'h']] },
    },
    weights: rawSafetensors(shapes, (index) => (((index * 7919) % 201) - 100) / 64),
    files: {},
  };
}

/** What transformers keeps of a tokenizer beside its tokens. */
export const tokenizerConfig = { eos_token: '<|im_end|>', chat_template: smallRecord.template.source };

export function checkpointFolder({ config, tokenizer, weights, files }: SmallCheckpoint): SourceFolder {
  return memoryFolder('small', {
    'config.json': jsonOf(config),
    'tokenizer.json': jsonOf(tokenizer),
    'tokenizer_config.json': jsonOf(tokenizerConfig),
    'model.safetensors': fileOf(weights),
    ...files,
  });
}

/** An adapter of rank 2 for the query matrix of such a checkpoint, to be spoilt by a test. */
export function smallAdapter({ hiddenSize, heads, headDim } = smallRecord.architecture) {
  const module = 'base_model.model.model.layers.0.self_attn.q_proj';
  const shapes = { [`${module}.lora_A.weight`]: [2, hiddenSize], [`${module}.lora_B.weight`]: [heads * headDim, 2] };
  return {
    config: { peft_type: 'LORA', r: 2, lora_alpha: 4 } as Record<string, unknown>,
    weights: rawSafetensors(shapes, () => 0.5),
  };
}

export function adapterFolder({ config, weights }: ReturnType<typeof smallAdapter>): SourceFolder {
  const files = { 'adapter_config.json': jsonOf(config), 'adapter_model.safetensors': fileOf(weights) };
  return memoryFolder('adapter', files);
}

export const jsonOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

function memoryFolder(name: string, files: Record<string, Uint8Array>): SourceFolder {
  return {
    name,
    open: async (file) => (files[file]?.length ? memorySource(file, files[file]) : null),
  };
}
