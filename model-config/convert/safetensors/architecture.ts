import { z } from 'zod';
import { Architecture } from '../../models/record.ts';
import type { SourceFolder } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';
import { openFile, readJson } from '../read-json.ts';
import { soundArchitecture } from '../sound.ts';
import { RopeFields, ropeTheta } from './rope.ts';

const CONFIG = 'config.json';

/** Where config.json says what. */
const KEYS: Record<keyof Architecture, string> = {
  modelType: 'model_type',
  hiddenSize: 'hidden_size',
  intermediateSize: 'intermediate_size',
  layers: 'num_hidden_layers',
  heads: 'num_attention_heads',
  kvHeads: 'num_key_value_heads',
  headDim: 'head_dim',
  vocabSize: 'vocab_size',
  rmsNormEps: 'rms_norm_eps',
  ropeTheta: 'rope_theta',
  tiedEmbedding: 'tie_word_embeddings',
  attentionBias: 'attention_bias',
};

const count = z.int().positive();
/** Read first: what else a config.json says is different in every family. */
const Family = z.object({ model_type: z.string(), architectures: z.array(z.string()).nullish() });

/** What transformers writes of a model's shape. Fields that are absent have transformers' defaults. */
const Config = z.object({
  ...RopeFields,
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count.optional(),
  head_dim: count.nullish(),
  vocab_size: count,
  rms_norm_eps: z.number().positive(),
  tie_word_embeddings: z.boolean().default(false),
  hidden_act: z.string().default('silu'),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  use_sliding_window: z.boolean().default(false),
  layer_types: z.array(z.string()).nullish(),
  quantization_config: z.unknown().optional(),
});
type Config = z.infer<typeof Config>;

/**
 * A model's shape by its config.json. Throws ConversionError `unsupported-model` for what the libraries
 * don't compute: other families, activations, rotary scalings, windows, weights that are quantised already.
 */
export async function readArchitecture(folder: SourceFolder): Promise<Architecture> {
  const file = await openFile(folder, CONFIG);
  const refuse = (key: string, stated: unknown, expected: string): never => {
    const problem = `${JSON.stringify(stated)} is not supported; ${expected} is`;
    throw new ConversionError('unsupported-model', { file: CONFIG, key }, problem);
  };
  const { model_type, architectures } = await readJson(file, Family);
  const family = Architecture.shape.modelType.safeParse(model_type);
  if (!family.success) return refuse('model_type', model_type, Architecture.shape.modelType.options.join(' or '));
  const writes = architectures?.some((name) => name.endsWith('ForCausalLM')) ?? true;
  if (!writes) refuse('architectures', architectures, 'a model that writes text (…ForCausalLM)');
  const config = await readJson(file, Config);
  if (config.hidden_act !== 'silu') refuse('hidden_act', config.hidden_act, '"silu"');
  if (config.mlp_bias) refuse('mlp_bias', true, 'false');
  if (config.use_sliding_window) refuse('use_sliding_window', true, 'false');
  if (config.quantization_config) refuse('quantization_config', config.quantization_config, 'none');
  if (config.layer_types?.some((type) => type !== 'full_attention')) {
    refuse('layer_types', config.layer_types, '"full_attention" alone');
  }
  return soundArchitecture(architectureOf(config, family.data), CONFIG, (field) => KEYS[field]);
}

function architectureOf(config: Config, modelType: Architecture['modelType']): Architecture {
  const heads = config.num_attention_heads;
  return {
    modelType,
    hiddenSize: config.hidden_size,
    intermediateSize: config.intermediate_size,
    layers: config.num_hidden_layers,
    heads,
    kvHeads: config.num_key_value_heads ?? heads,
    headDim: config.head_dim ?? config.hidden_size / heads,
    vocabSize: config.vocab_size,
    rmsNormEps: config.rms_norm_eps,
    ropeTheta: ropeTheta(config, CONFIG),
    tiedEmbedding: config.tie_word_embeddings,
    // Qwen2 has them always, and says nothing of it.
    attentionBias: modelType === 'qwen2' || config.attention_bias,
  };
}

/** Holds config.json against a model's record, and names the first field that differs. */
export function checkArchitecture(found: Architecture, expected: Architecture): void {
  for (const key of Object.keys(expected) as (keyof Architecture)[]) {
    if (found[key] === expected[key]) continue;
    const problem = `the model has ${String(found[key])}, its record ${String(expected[key])}`;
    throw new ConversionError('mismatch', { file: CONFIG, key: KEYS[key] }, problem);
  }
}
