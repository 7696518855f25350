import { canonicalJson } from '../canonical-json';
import type { Run, RunPlan } from '../types';

/**
 * Why two runs did not ask the same in the same way. `decoding`: the protocols differ in nothing else.
 * `model`: another model or quantization. `weights`: the same by name, and other files.
 */
export type PlanDifference = 'dataset' | 'language' | 'decoding' | 'protocol' | 'selection' | 'model' | 'weights';

/** The first difference, or null; one machine's part of the items is none. */
export function planDifference(one: Run, other: Run): PlanDifference | null {
  const [a, b] = [one.plan, other.plan];
  if (a.dataset.id !== b.dataset.id) return 'dataset';
  if (a.language !== b.language) return 'language';
  if (a.protocolHash !== b.protocolHash) {
    const [x, y] = [a.protocol, b.protocol].map((protocol) => canonicalJson({ ...protocol, decoding: null }));
    return x === y ? 'decoding' : 'protocol';
  }
  if (canonicalJson(wholeSelection(a)) !== canonicalJson(wholeSelection(b))) return 'selection';
  return modelDifference(one, other);
}

/** The selection of a run that is not one of several parts; lists of what is asked have no order. */
const wholeSelection = ({ selection }: RunPlan): RunPlan['selection'] => ({
  ...selection,
  years: [...selection.years].sort((a, b) => a - b),
  blocks: [...selection.blocks].sort(),
  categories: [...selection.categories].sort(),
  part: null,
});

function modelDifference(one: Run, other: Run): 'model' | 'weights' | null {
  if (one.modelId !== other.modelId) return 'model';
  // A run that asked nothing yet, or somebody else's predictions, has none.
  if (one.model === null || other.model === null) return null;
  if (one.model.id !== other.model.id || one.model.quantization !== other.model.quantization) return 'model';
  return one.model.weightsHash === other.model.weightsHash ? null : 'weights';
}
