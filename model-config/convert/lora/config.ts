import { z } from 'zod';
import type { SourceFolder } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';
import { openFile, plainObject, readJson } from '../read-json.ts';
import { modulePattern } from './pattern.ts';

export const ADAPTER_CONFIG = 'adapter_config.json';

/** What PEFT writes of a LoRA adapter (peft/tuners/lora/config.py). Which modules it changes, its tensors say. */
const AdapterConfig = z.looseObject({
  r: z.int().positive().default(8),
  lora_alpha: z.number().positive(),
  use_rslora: z.boolean().nullish(),
  rank_pattern: plainObject.nullish(),
  alpha_pattern: plainObject.nullish(),
  ensure_weight_tying: z.boolean().nullish(),
  base_model_name_or_path: z.string().nullish(),
});

export interface AdapterConfig extends z.infer<typeof AdapterConfig> {
  ranks: Pattern[];
  alphas: Pattern[];
}

interface Pattern {
  isFor(module: string): boolean;
  value: number;
}

const MERGE = "merge it with PEFT's merge_and_unload, and take the merged model";
const CONVERT =
  'the initialisation changed the weights that it was trained over: save it with ' +
  "PEFT's save_pretrained(…, path_initial_model_for_weight_conversion=…), which makes a plain LoRA of it";

/** `init_lora_weights` that leave the base as it is (peft 0.21, tuners/lora/layer.py), in lower case. */
const HARMLESS_STARTS = ['true', 'false', 'null', 'gaussian', 'eva', 'orthogonal', 'mica'];
/** Those that take from the base what the factors begin with. */
const CONVERTIBLE_STARTS = ['pissa', 'olora', 'corda', 'lora_ga'];

/** Fields that make another rule of LoRA's where they are set, and what each is. */
const VARIANTS: Readonly<Record<string, string>> = {
  use_dora: `DoRA is not supported: ${MERGE}`,
  alora_invocation_tokens: 'Activated LoRA (aLoRA) works on a part of the text alone, so it cannot be merged',
  use_qalora: `QALoRA is not supported: ${MERGE}`,
  use_bdlora: `BD-LoRA is not supported: ${MERGE}`,
  arrow_config: 'Arrow chooses among several adapters while it runs, so it cannot be merged',
  kasa_config: `KaSA changes the weights that it was trained over: ${MERGE}`,
  monteclora_config: `MonteCLoRA is not supported: ${MERGE}`,
  layer_replication: `repeated layers are not supported: ${MERGE}`,
  target_parameters: `LoRA of parameters without a module is not supported: ${MERGE}`,
  trainable_token_indices: `tokens that were trained one by one are not supported: ${MERGE}`,
  fan_in_fan_out: 'true is not supported; false is',
  lora_bias: `biases of the factors are not supported: ${MERGE}`,
};

/** Prompts and the like stand before the text, or work in other places than the weights: PEFT merges them no more than we. */
const UNMERGEABLE = /^(?:.*PROMPT_TUNING|P_TUNING|PREFIX_TUNING|ADAPTION_PROMPT|CPT|CARTRIDGE|XLORA|POLY)$/;

/** Throws ConversionError `unsupported-adapter` for adapters that change the weights by another rule. */
export async function readAdapterConfig(folder: SourceFolder): Promise<AdapterConfig> {
  const file = await openFile(folder, ADAPTER_CONFIG);
  const { peft_type } = await readJson(file, z.looseObject({ peft_type: z.string() }));
  if (peft_type !== 'LORA') {
    const advice = UNMERGEABLE.test(peft_type) ? 'it cannot be merged into weights' : MERGE;
    refuse('peft_type', `${JSON.stringify(peft_type)} is not supported, "LORA" is: ${advice}`);
  }
  const stated = await readJson(file, AdapterConfig);
  for (const [key, problem] of Object.entries(VARIANTS)) if (isSet(stated[key])) refuse(key, problem);
  checkInitialisation(stated.init_lora_weights ?? true);
  return { ...stated, ranks: patternsOf(stated, 'rank_pattern'), alphas: patternsOf(stated, 'alpha_pattern') };
}

function refuse(key: string, problem: string): never {
  throw new ConversionError('unsupported-adapter', { file: ADAPTER_CONFIG, key }, problem);
}

/** As Python takes it: what is empty counts as not set. */
function isSet(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Object.keys(value).length > 0;
}

function checkInitialisation(stated: unknown): void {
  const name = String(stated).toLowerCase();
  if (HARMLESS_STARTS.includes(name)) return;
  const told = JSON.stringify(stated);
  if (CONVERTIBLE_STARTS.some((start) => name.startsWith(start))) refuse('init_lora_weights', `${told}: ${CONVERT}`);
  if (name !== 'loftq') refuse('init_lora_weights', `${told} is not known: ${MERGE}`);
  refuse('init_lora_weights', `${told}: LoftQ rounded the weights that it was trained over: ${MERGE}`);
}

/** Of expressions that are more than a name, so that a file cannot ask for hours of matching. */
const MOST_EXPRESSIONS = 256;

function patternsOf(config: z.infer<typeof AdapterConfig>, field: 'rank_pattern' | 'alpha_pattern'): Pattern[] {
  const entries = Object.entries(config[field] ?? {});
  const expressions = entries.filter(([key]) => !/^[\w.-]+$/.test(key)).length;
  if (expressions > MOST_EXPRESSIONS) refuse(field, `${expressions} expressions; ${MOST_EXPRESSIONS} are allowed`);
  return entries.map(([key, value]) => {
    const place = `${field}.${key.slice(0, 80)}`;
    if (typeof value !== 'number' || !(value > 0)) refuse(place, `${JSON.stringify(value)} is not a positive number`);
    try {
      return { isFor: modulePattern(key), value };
    } catch (error) {
      return refuse(place, `the expression can't be used: ${(error as Error).message}`);
    }
  });
}

/** The value for a module: that of the first pattern that is its name's end, after a dot, or all of it. */
const valueFor = (patterns: readonly Pattern[], module: string): number | undefined =>
  patterns.find(({ isFor }) => isFor(module))?.value;

/** The rank that the configuration gives a module. */
export const rankOf = ({ r, ranks }: AdapterConfig, module: string): number => valueFor(ranks, module) ?? r;

/**
 * What the product of an adapter's two matrices is multiplied by (peft/tuners/lora/layer.py): alpha / r, or
 * alpha / √r with rank-stabilised LoRA. `module` as in "model.layers.0.self_attn.q_proj".
 */
export function scaleOf(config: AdapterConfig, module: string): number {
  const [alpha, rank] = [valueFor(config.alphas, module) ?? config.lora_alpha, rankOf(config, module)];
  return config.use_rslora ? alpha / Math.sqrt(rank) : alpha / rank;
}
