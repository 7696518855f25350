import { z } from 'zod';
import { Architecture } from '../../models/record.ts';
import type { SourceFolder } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';
import { openFile, readJson } from '../read-json.ts';

const CONFIG = 'config.json';

const count = z.int().positive();
/** What transformers writes of a model's shape. Fields that are absent have transformers' defaults. */
const Config = z.object({
  model_type: z.string(),
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count.optional(),
  head_dim: count.nullish(),
  vocab_size: count,
  rms_norm_eps: z.number().positive(),
  rope_theta: z.number().positive().optional(),
  /** Since version 5; before that `rope_theta` and `rope_scaling`. */
  rope_parameters: z.object({ rope_theta: z.number().positive(), rope_type: z.string().optional() }).nullish(),
  rope_scaling: z.unknown().optional(),
  tie_word_embeddings: z.boolean().default(false),
  hidden_act: z.string().default('silu'),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  use_sliding_window: z.boolean().default(false),
  quantization_config: z.unknown().optional(),
});
type Config = z.infer<typeof Config>;

/**
 * A model's shape by its config.json. Throws ConversionError `unsupported-model` for what the libraries
 * don't compute: other families, activations, rotary scalings, windows, weights that are quantised already.
 */
export async function readArchitecture(folder: SourceFolder): Promise<Architecture> {
  const config = await readJson(await openFile(folder, CONFIG), Config);
  const refuse = (key: string, stated: unknown, expected: string): never => {
    const problem = `${JSON.stringify(stated)} is not supported; ${expected} is`;
    throw new ConversionError('unsupported-model', { file: CONFIG, key }, problem);
  };
  const family = Architecture.shape.modelType.safeParse(config.model_type);
  if (!family.success)
    return refuse('model_type', config.model_type, Architecture.shape.modelType.options.join(' or '));
  if (config.hidden_act !== 'silu') refuse('hidden_act', config.hidden_act, '"silu"');
  if (config.mlp_bias) refuse('mlp_bias', true, 'false');
  if (config.use_sliding_window) refuse('use_sliding_window', true, 'false');
  if (config.quantization_config) refuse('quantization_config', config.quantization_config, 'none');
  const scaling = config.rope_scaling ?? null;
  if (scaling !== null) refuse('rope_scaling', scaling, 'null');
  const rope = config.rope_parameters;
  if (rope && (rope.rope_type ?? 'default') !== 'default') refuse('rope_parameters', rope, 'the type "default"');
  return architectureOf(config, family.data);
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
    ropeTheta: config.rope_parameters?.rope_theta ?? config.rope_theta ?? 10_000,
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
    throw new ConversionError('mismatch', { file: CONFIG, key }, problem);
  }
}
