import { z } from 'zod';
import { ConversionError } from '../errors.ts';

/** What transformers writes of rotary positions, in all the forms that it has had. */
export const RopeFields = {
  rope_theta: z.number().positive().nullish(),
  /** Before version 5. */
  rope_scaling: z.looseObject({}).nullish(),
  /** Since version 5: with `rope_theta` in it. */
  rope_parameters: z.looseObject({}).nullish(),
  partial_rotary_factor: z.number().nullish(),
  rotary_pct: z.number().nullish(),
};

type Stated = { [Key in keyof typeof RopeFields]?: z.infer<(typeof RopeFields)[Key]> };

/** transformers' own for Llama and Qwen2. */
const DEFAULT_THETA = 10_000;

/** What a plain rotary embedding may say besides its base: none of it changes what is computed. */
const WITHOUT_EFFECT = ['rope_type', 'type', 'rope_theta', 'partial_rotary_factor', 'original_max_position_embeddings'];

/**
 * The base of the rotary frequencies, as transformers finds it (modeling_rope_utils.py, convert_rope_params_to_dict):
 * `rope_scaling` before `rope_parameters`, and their `rope_theta` before that beside them. Throws ConversionError
 * `unsupported-model` naming field and form where frequencies are scaled, which the libraries don't compute.
 */
export function ropeTheta(config: Stated, file: string): number {
  const refuse = (key: string, problem: string): never => {
    throw new ConversionError('unsupported-model', { file, key }, problem);
  };
  for (const key of ['rope_scaling', 'rope_parameters'] as const) {
    const stated = config[key];
    if (!stated) continue;
    if (!isPlain(stated)) refuse(key, `rotary scaling is not supported: ${JSON.stringify(stated)}`);
    const other = Object.keys(stated).find((each) => !isWithoutEffect(each, stated[each]));
    if (other !== undefined) refuse(`${key}.${other}`, `${JSON.stringify(stated[other])} is not supported; none is`);
  }
  const used = nonEmpty(config.rope_scaling) ?? config.rope_parameters ?? {};
  const part = used.partial_rotary_factor ?? config.partial_rotary_factor ?? config.rotary_pct ?? 1;
  if (part !== 1) refuse('partial_rotary_factor', `${JSON.stringify(part)} is not supported; 1 is`);
  const theta = used.rope_theta ?? config.rope_theta ?? DEFAULT_THETA;
  return typeof theta === 'number' && theta > 0 ? theta : refuse('rope_theta', `${JSON.stringify(theta)} is no base`);
}

/** Whatever the key of its type is; linear scaling by 1 scales nothing. */
function isPlain({ rope_type, type, factor }: Record<string, unknown>): boolean {
  const types = [rope_type, type].filter((each) => each !== undefined && each !== null);
  return types.every((each) => each === 'default' || (each === 'linear' && factor === 1));
}

const isWithoutEffect = (key: string, value: unknown) =>
  WITHOUT_EFFECT.includes(key) || value === null || (key === 'factor' && value === 1);

/** An empty one counts as none. */
const nonEmpty = (stated: Stated['rope_scaling']) => (stated && Object.keys(stated).length > 0 ? stated : null);
