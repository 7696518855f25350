import type { ModelRecord } from '../models/record.ts';
import type { Description } from './description.ts';

/** What a model will be without, or do otherwise than in training. Rounding to 4 bits goes for all of them. */
export type Loss =
  /** Its weights were rounded before, and are rounded again. */
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

/** What of a model is lost in what becomes of it. */
export function lossesOf(
  { storedAs, trainedContext, traits }: Pick<Description, 'storedAs' | 'trainedContext' | 'traits'>,
  { contextWindow }: ModelRecord['limits'],
): Loss[] {
  const rounded = storedAs.filter((type) => !PLAIN.includes(type));
  const { folds, dated, tools } = traits;
  return [
    ...(rounded.length > 0 ? [{ code: 'rounded-again', types: rounded.join(', ') } as const] : []),
    ...(trainedContext !== null && trainedContext > contextWindow
      ? [{ code: 'context', trained: trainedContext, kept: contextWindow } as const]
      : []),
    ...(folds ? [{ code: 'system-folded' } as const] : []),
    ...(dated ? [{ code: 'dated' } as const] : []),
    ...(tools ? [{ code: 'tools' } as const] : []),
  ];
}
