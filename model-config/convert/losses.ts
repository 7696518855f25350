import { type Quantization, storedAs } from '../models/quantization.ts';
import type { ModelRecord } from '../models/record.ts';
import type { Description } from './description.ts';

/** What a model will be without, or do otherwise than in training. */
export type Loss =
  /** Its weights are rounded to so many bits. */
  | { code: 'rounded'; bits: number }
  /** The same, but for embedding and output matrix. */
  | { code: 'rounded-but-vocabulary'; bits: number; vocabularyBits: number }
  /** They have had more bits in the file than they get: `types` are those. */
  | { code: 'fewer-bits'; types: string; bits: number }
  /** They were rounded before, and are rounded again. */
  | { code: 'rounded-again'; types: string }
  /** It was trained for more tokens than its context will have. */
  | { code: 'context'; trained: number; kept: number }
  /** Its template has no place for instructions: they stand before the first question. */
  | { code: 'system-folded' }
  /** Its template writes the date: the same conversation is another prompt tomorrow. */
  | { code: 'dated' }
  /** Its template knows tools, and gets none. */
  | { code: 'tools' };

const PLAIN = ['F32', 'F16', 'BF16'];

/** Types of GGUF that hold more than four bits and a half of a weight, which 4-bit weights here have. */
const WIDER = ['Q5_0', 'Q5_1', 'Q5_K', 'Q6_K', 'Q8_0'];

/** What of a model is lost in what becomes of it, in one quantisation. */
export function lossesOf(
  { storedAs: types, trainedContext, traits }: Pick<Description, 'storedAs' | 'trainedContext' | 'traits'>,
  { contextWindow }: ModelRecord['limits'],
  quantization: Quantization,
): Loss[] {
  const { folds, dated, tools } = traits;
  return [
    ...ofPrecision(types, quantization),
    ...(trainedContext !== null && trainedContext > contextWindow
      ? [{ code: 'context', trained: trainedContext, kept: contextWindow } as const]
      : []),
    ...(folds ? [{ code: 'system-folded' } as const] : []),
    ...(dated ? [{ code: 'dated' } as const] : []),
    ...(tools ? [{ code: 'tools' } as const] : []),
  ];
}

/** `types`: those of the file, that of most weights first. */
function ofPrecision(types: readonly string[], quantization: Quantization): Loss[] {
  const { bits, vocabularyBits } = storedAs(quantization);
  // Its groups of 32 and their scales are those of 8-bit weights here, which hold them as they are.
  if (bits === 8 && types[0] === 'Q8_0') return [];
  const rounded = types.filter((type) => !PLAIN.includes(type));
  const wider = bits === 4 ? rounded.filter((type) => WIDER.includes(type)) : [];
  return [
    vocabularyBits === bits ? { code: 'rounded', bits } : { code: 'rounded-but-vocabulary', bits, vocabularyBits },
    ...(wider.length > 0 ? [{ code: 'fewer-bits', types: wider.join(', '), bits } as const] : []),
    ...(rounded.length > 0 ? [{ code: 'rounded-again', types: rounded.join(', ') } as const] : []),
  ];
}
