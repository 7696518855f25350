import { ConversionError } from '../errors.ts';
import type { GgufFile } from './file.ts';

/** Tensors by which llama.cpp changes the frequencies of the rotary embedding, and the scaling that has them. */
const FREQUENCIES: Readonly<Record<string, string>> = {
  'rope_freqs.weight': 'llama3',
  'rope_factors_long.weight': 'longrope',
  'rope_factors_short.weight': 'longrope',
};

/** Numbers below the family's name that change what a model computes where they are neither absent nor 0. */
const NOT_COMPUTED = {
  'rope.dimension_sections': 'rotary positions in sections (mrope)',
  'attention.sliding_window': 'attention within a sliding window',
  'attention.clamp_kqv': 'clamped attention',
  'attention.max_alibi_bias': 'ALiBi',
  'attention.scale': 'an attention scale of its own',
  logit_scale: 'scaled logits',
  embedding_scale: 'scaled embeddings',
  residual_scale: 'scaled residuals',
  expert_count: 'a mixture of experts',
} as const;

/** Throws ConversionError `unsupported-model` for a file of a known family that computes something the libraries don't. */
export function checkComputed(gguf: GgufFile, family: string, headDim: number): void {
  const { metadata } = gguf;
  const refuse = (key: string, problem: string): never => {
    throw new ConversionError('unsupported-model', { file: gguf.source.name, key }, problem);
  };
  const type = metadata.get('general.type') ?? 'model';
  if (type !== 'model') refuse('general.type', `this file is of the kind ${String(type)}, not a model`);
  checkRope(gguf, family, headDim, refuse);
  for (const [name, what] of Object.entries(NOT_COMPUTED)) {
    const stated = metadata.get(`${family}.${name}`) ?? 0;
    if (Array.isArray(stated) ? stated.some(Boolean) : stated !== 0) {
      refuse(`${family}.${name}`, `${what} is not supported (${String(stated)})`);
    }
  }
  if (metadata.get(`${family}.attention.causal`) === false) {
    refuse(`${family}.attention.causal`, 'a model that does not read from left to right is not supported');
  }
}

/** As llama.cpp reads it (llama-model.cpp, load_hparams): a factor without a type is of linear scaling. */
function checkRope(
  { metadata, tensors }: GgufFile,
  family: string,
  headDim: number,
  refuse: (key: string, problem: string) => never,
): void {
  const key = `${family}.rope.scaling.type`;
  const factorKey = [`${family}.rope.scaling.factor`, `${family}.rope.scale_linear`].find((each) => metadata.has(each));
  const factor = factorKey === undefined ? 0 : metadata.get(factorKey);
  const type = metadata.get(key) ?? 'linear';
  const isPlain = type === 'none' || (type === 'linear' && (factor === 0 || factor === 1));
  if (!isPlain) {
    refuse(
      metadata.has(key) ? key : factorKey!,
      `rotary scaling is not supported: ${String(type)}${factorKey === undefined ? '' : `, factor ${String(factor)}`}`,
    );
  }
  for (const [name, scaling] of Object.entries(FREQUENCIES)) {
    if (!tensors.has(name)) continue;
    const tensor = tensors.get(name)!;
    const place = { file: tensor.source.name, tensor: name, offset: tensor.offset };
    throw new ConversionError('unsupported-model', place, `rotary scaling is not supported: ${scaling}`);
  }
  for (const [name, what] of [
    ['rope.dimension_count', 'a rotary embedding of a part of each head'],
    ['attention.value_length', 'heads of values of another size than those of keys'],
  ] as const) {
    const stated = metadata.get(`${family}.${name}`) ?? headDim;
    if (stated !== headDim) refuse(`${family}.${name}`, `${what} is not supported: ${String(stated)} of ${headDim}`);
  }
}
