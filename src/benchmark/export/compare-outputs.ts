import { type PlanDifference, planDifference } from './same-plan';
import type { SampleRow, WholeRun } from './whole-run';

/** What differs of one item between two runs that asked the same. */
export interface ChangedItem {
  itemId: string;
  /** Where it stands in each run. */
  indexes: readonly [number, number];
  /** Not the same question any more: then the rest says nothing of the model. */
  prompt: boolean;
  output: boolean;
  prediction: boolean;
  /** Both failed, or neither did, unless this is true. */
  failure: boolean;
  /** The largest difference of an option's log-probability; null where letters were not compared. */
  logprob: number | null;
}

/** Asked in both: `same`, and those that changed in the order of the first run. Asked in one only: by id. */
export interface OutputComparison {
  same: number;
  changed: ChangedItem[];
  onlyInFirst: string[];
  onlyInSecond: string[];
}

export type OutputsCompared =
  | ({ comparable: true } & OutputComparison)
  | { comparable: false; because: PlanDifference };

/**
 * A run and the same run again: with greedy decoding on one machine nothing may change. Log-probabilities
 * are told and make no change of their own, because other hardware rounds otherwise.
 */
export function compareOutputs(first: WholeRun, second: WholeRun): OutputsCompared {
  const because = planDifference(first.run, second.run);
  if (because) return { comparable: false, because };
  const others = new Map(second.rows.map((row) => [row[0].itemId, row]));
  const comparison: OutputComparison = { same: 0, changed: [], onlyInFirst: [], onlyInSecond: [] };
  for (const row of first.rows) {
    const { itemId } = row[0];
    const other = others.get(itemId);
    others.delete(itemId);
    const change = other && changeOf(row, other);
    if (!change) comparison.onlyInFirst.push(itemId);
    else if (isChanged(change)) comparison.changed.push(change);
    else comparison.same++;
  }
  comparison.onlyInSecond.push(...others.keys());
  return { comparable: true, ...comparison };
}

export function changeOf([one, oneText]: SampleRow, [other, otherText]: SampleRow): ChangedItem {
  return {
    itemId: one.itemId,
    indexes: [one.index, other.index],
    prompt: oneText.prompt !== otherText.prompt,
    output: oneText.output !== otherText.output,
    prediction: one.prediction?.join() !== other.prediction?.join(),
    failure: (one.failure === null) !== (other.failure === null),
    logprob: largestDifference(oneText.logprobs, otherText.logprobs),
  };
}

export const isChanged = ({ prompt, output, prediction, failure }: ChangedItem): boolean =>
  prompt || output || prediction || failure;

function largestDifference(some: readonly number[] | null, others: readonly number[] | null): number | null {
  if (!some || !others) return null;
  // Equal infinities differ by nothing, which subtraction does not know.
  const differences = some.map((each, at) => (each === others[at] ? 0 : Math.abs(each - (others[at] ?? Number.NaN))));
  return Math.max(0, ...differences);
}
