import { canonicalJson } from '../canonical-json';
import { type McNemar, mcnemar } from '../statistics/mcnemar';
import { type PairedDifference, pairedBootstrap } from '../statistics/paired-bootstrap';
import type { Sample } from '../types';
import { type Accuracy, accuracy, type Metric, scoreOf } from './accuracy';

/** Fixed, so that the same two runs always show the same interval. */
const BOOTSTRAP_SEED = 1;

export interface Flip {
  itemId: string;
  first: Sample;
  second: Sample;
}

/** Two runs over the items that both answered. */
export interface Comparison {
  first: Accuracy;
  second: Accuracy;
  /** Items right in both, in one alone, in neither. */
  both: number;
  onlyFirst: number;
  onlySecond: number;
  neither: number;
  /** Second minus first; null where no item is shared. */
  difference: PairedDifference | null;
  test: McNemar;
  /** Items that one run alone got right, in the first run's order. */
  flips: Flip[];
  /** Shared by name alone: items for which the two runs hold something else for right. */
  goldDiffers: number;
  /** Items of one run that the other did not answer. */
  unshared: { first: number; second: number };
}

export function compareRuns(first: readonly Sample[], second: readonly Sample[], metric: Metric): Comparison {
  const others = new Map(second.map((sample) => [sample.itemId, sample]));
  const pairs = first.flatMap((one) => {
    const other = others.get(one.itemId);
    if (!other) return [];
    const [a, b] = [scoreOf(one, metric), scoreOf(other, metric)];
    return a !== null && b !== null ? [{ one, other, a, b }] : [];
  });
  const count = (a: number, b: number) => pairs.filter((pair) => pair.a === a && pair.b === b).length;
  const [both, onlyFirst, onlySecond, neither] = [count(1, 1), count(1, 0), count(0, 1), count(0, 0)];
  // The interval depends on the order of the items, and must not on that of the runs.
  const sorted = pairs.toSorted((x, y) => (x.one.itemId < y.one.itemId ? -1 : 1));
  return {
    first: accuracy(both + onlyFirst, pairs.length),
    second: accuracy(both + onlySecond, pairs.length),
    both,
    onlyFirst,
    onlySecond,
    neither,
    difference: pairedBootstrap(
      sorted.map(({ a }) => a),
      sorted.map(({ b }) => b),
      { seed: BOOTSTRAP_SEED },
    ),
    test: mcnemar(onlyFirst, onlySecond),
    flips: pairs
      .filter(({ a, b }) => a !== b)
      .map(({ one, other }) => ({ itemId: one.itemId, first: one, second: other })),
    goldDiffers: pairs.filter(({ one, other }) => canonicalJson(one.gold) !== canonicalJson(other.gold)).length,
    unshared: { first: first.length - pairs.length, second: second.length - pairs.length },
  };
}
