import { Architecture } from '../models/record.ts';
import { ConversionError } from './errors.ts';

/** Several times what the largest known models have: a file that lies must not make lists without end. */
const MOST_LAYERS = 1024;
const LARGEST_SIZE = 2 ** 24;

/**
 * Holds a shape that a file states against what can be a model at all. `keyOf` gives the file's own name of a field.
 * Throws ConversionError `bad-metadata`, `limit-exceeded`.
 */
export function soundArchitecture(
  stated: Architecture,
  file: string,
  keyOf: (field: keyof Architecture) => string,
): Architecture {
  const refuse = (
    field: keyof Architecture,
    problem: string,
    code: 'bad-metadata' | 'limit-exceeded' = 'bad-metadata',
  ) => {
    throw new ConversionError(code, { file, key: keyOf(field) }, problem);
  };
  const parsed = Architecture.safeParse(stated);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new ConversionError('bad-metadata', { file, key: keyOf(path[0] as keyof Architecture) }, message);
  }
  if (stated.layers > MOST_LAYERS)
    refuse('layers', `${stated.layers} layers; ${MOST_LAYERS} are allowed`, 'limit-exceeded');
  for (const field of ['hiddenSize', 'intermediateSize', 'heads', 'kvHeads', 'headDim', 'vocabSize'] as const) {
    if (stated[field] <= LARGEST_SIZE) continue;
    refuse(field, `a size of ${stated[field]}; ${LARGEST_SIZE} are allowed`, 'limit-exceeded');
  }
  if (stated.headDim % 2 !== 0) refuse('headDim', `heads of ${stated.headDim} values have no two halves to turn`);
  if (stated.heads % stated.kvHeads !== 0) {
    refuse('kvHeads', `${stated.heads} heads are not shared evenly by ${stated.kvHeads} of keys and values`);
  }
  return stated;
}
