import { z } from 'zod';
import type { SourceFolder } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';
import { openFile, readJson } from '../read-json.ts';

const ADAPTER_CONFIG = 'adapter_config.json';

const pattern = z.record(z.string(), z.number().positive()).nullish();

/** What PEFT writes of a LoRA adapter (peft/tuners/lora/config.py). Which modules it changes, its tensors say. */
const AdapterConfig = z.object({
  peft_type: z.string(),
  lora_alpha: z.number().positive(),
  use_rslora: z.boolean().nullish(),
  use_dora: z.boolean().nullish(),
  fan_in_fan_out: z.boolean().nullish(),
  lora_bias: z.boolean().nullish(),
  alpha_pattern: pattern,
  base_model_name_or_path: z.string().nullish(),
});
export type AdapterConfig = z.infer<typeof AdapterConfig>;

/** Throws ConversionError `unsupported-adapter` for adapters that change the weights by another rule. */
export async function readAdapterConfig(folder: SourceFolder): Promise<AdapterConfig> {
  const config = await readJson(await openFile(folder, ADAPTER_CONFIG), AdapterConfig);
  const refuse = (key: string, stated: unknown, expected: string): never => {
    const problem = `${JSON.stringify(stated)} is not supported; ${expected} is`;
    throw new ConversionError('unsupported-adapter', { file: ADAPTER_CONFIG, key }, problem);
  };
  if (config.peft_type !== 'LORA') refuse('peft_type', config.peft_type, '"LORA"');
  for (const key of ['use_dora', 'fan_in_fan_out', 'lora_bias'] as const) {
    if (config[key]) refuse(key, true, 'false');
  }
  return config;
}

/**
 * What the product of an adapter's two matrices is multiplied by (peft/tuners/lora/layer.py): alpha / r, or
 * alpha / √r with rank-stabilised LoRA. `module` as in "model.layers.0.self_attn.q_proj"; its rank is that of its
 * tensors.
 */
export function scaleOf(
  { lora_alpha, alpha_pattern, use_rslora }: AdapterConfig,
  module: string,
  rank: number,
): number {
  // As peft.utils.get_pattern_key: the first pattern that is the name's end, after a dot, or all of it.
  const own = Object.entries(alpha_pattern ?? {}).find(([key]) => new RegExp(`^(?:.*\\.)?(?:${key})$`).test(module));
  const alpha = own?.[1] ?? lora_alpha;
  return use_rslora ? alpha / Math.sqrt(rank) : alpha / rank;
}
