import { canonicalJson } from '../canonical-json';
import type { Run } from '../types';

/** What two runs did not have in common, and what a difference of their figures may come from. */
export const DIFFERENCES = [
  'dataset',
  'language',
  'protocol',
  'selection',
  'options',
  'model',
  'weights',
  'library',
  'adapter',
  'app',
] as const;
export type Difference = (typeof DIFFERENCES)[number];

export function planDifferences(one: Run, other: Run): Difference[] {
  const [a, b] = [one.plan, other.plan];
  const known = one.model !== null && other.model !== null;
  const sameModel = one.modelId === other.modelId && one.model?.quantization === other.model?.quantization;
  const { shuffleOptions: optionsOfA, ...asked } = a.selection;
  const { shuffleOptions: optionsOfB, ...askedToo } = b.selection;
  const differ: Record<Difference, boolean> = {
    dataset: a.dataset.id !== b.dataset.id,
    language: a.language !== b.language,
    protocol: a.protocolHash !== b.protocolHash,
    selection: canonicalJson(asked) !== canonicalJson(askedToo),
    options: optionsOfA !== optionsOfB,
    model: !sameModel,
    // Of another model they are other files anyway.
    weights: known && sameModel && one.model?.weightsHash !== other.model?.weightsHash,
    library: known && sameModel && one.model?.libraryHash !== other.model?.libraryHash,
    adapter: known && one.model?.device !== other.model?.device,
    app: one.appVersion !== other.appVersion,
  };
  return DIFFERENCES.filter((difference) => differ[difference]);
}
