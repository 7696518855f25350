import { canonicalJson } from '../canonical-json';
import { naturalOrder } from '../datasets/natural-order';
import type { Run, RunModel } from '../types';
import { changeOf, isChanged } from './compare-outputs';
import { type PlanDifference, planDifference } from './same-plan';
import { rowsOfRun, type SampleRow, type WholeRun, withCounts } from './whole-run';

/**
 * `nothing`: no runs. `plans-differ`: difference, run, otherRun. `parts-differ`: of, otherOf; the items
 * were split into another number of parts. `left-out-differs`: run, otherRun; they leave out other items
 * of one data set. `overlap-differs`: item, run, otherRun; two runs answered it differently.
 * `unknown-item`: item, run; the plan does not ask it. `missing`: items, and parts of which there is no run.
 */
export type MergeErrorCode =
  | 'nothing'
  | 'plans-differ'
  | 'parts-differ'
  | 'left-out-differs'
  | 'overlap-differs'
  | 'unknown-item'
  | 'missing';

/** Why runs can't be made into one. */
export class MergeError extends Error {
  override name = 'MergeError';

  constructor(
    readonly code: MergeErrorCode,
    readonly details: Readonly<Record<string, string | number | null>> & { difference?: PlanDifference } = {},
  ) {
    super(`${code} ${JSON.stringify(details)}`);
  }
}

export interface MergeOptions {
  /** Of the merged run. */
  id: string;
  /**
   * The items of the undivided run in its order, as `planItems` gives them for the plan without a part.
   * Null where the data set is not here: then the rows come in the order of their items' ids.
   */
  order: readonly string[] | null;
  /** Whether a run with holes will do. */
  allowMissing: boolean;
}

export interface Merged extends WholeRun {
  /** Items that none of the runs asked, and parts (from 0) of which there is no run. Ids are known with an `order` only. */
  missing: { items: number; ids: string[] | null; parts: number[] };
  /** Items that more than one run asked, all with one answer. */
  overlapping: number;
  /** What was not the same for all runs and may have changed answers by rounding. */
  remarks: MergeRemark[];
}

/** `weights-unproven`: a model without hashes of its files, so its name has to do. */
export type MergeRemark =
  | 'weights-unproven'
  | 'library-differs'
  | 'adapter-differs'
  | 'context-differs'
  | 'app-differs';

/** One run of several that share its items or repeat them, with the figures of a single run. Throws MergeError. */
export function mergeRuns(wholes: readonly WholeRun[], { id, order, allowMissing }: MergeOptions): Merged {
  // Whatever the order of the files, the result is one.
  const sources = [...wholes].sort((a, b) => compareTexts(keyOf(a), keyOf(b)));
  const first = sources[0];
  if (!first) throw new MergeError('nothing');
  for (const other of sources.slice(1)) checkTogether(first.run, other.run);
  const of = partCount(sources);
  const { byItem, overlapping } = collectRows(sources);
  const ids = orderedIds(byItem, order);
  const unasked = order ? order.filter((item) => !byItem.has(item)) : null;
  const parts = absentParts(sources, of);
  const total = order ? order.length : totalOf(sources, of);
  const missing = { items: total - ids.length, ids: unasked, parts };
  if (!allowMissing && (missing.items > 0 || parts.length > 0)) {
    throw new MergeError('missing', { items: missing.items, parts: parts.join(',') });
  }
  const complete = missing.items === 0 && parts.length === 0;
  const rows = rowsOfRun(
    id,
    ids.map((item, index) => at(index, byItem.get(item)!.row)),
  );
  const run: Run = {
    ...first.run,
    id,
    origin: 'merged',
    createdAt: Math.min(...sources.map(({ run }) => run.createdAt)),
    position: 0,
    // It can't be gone on with: no one machine has it.
    state: complete ? 'done' : 'cancelled',
    plan: { ...first.run.plan, selection: { ...first.run.plan.selection, part: null } },
    model: mergedModel(sources),
    appVersion: together(sources.map(({ run }) => run.appVersion)),
    total,
    leftOut: leftOutOf(first.run),
    fault: null,
  };
  return { run: withCounts(run, rows), rows, missing, overlapping, remarks: remarksOn(sources) };
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const keyOf = ({ run }: WholeRun): string => [run.plan.selection.part?.index ?? -1, run.createdAt, run.id].join('/');

const at = (index: number, [sample, transcript]: SampleRow): SampleRow => [
  { ...sample, index },
  { ...transcript, index },
];

function checkTogether(run: Run, other: Run): void {
  const names = { run: run.id, otherRun: other.id };
  const difference = planDifference(run, other);
  if (difference) throw new MergeError('plans-differ', { difference, ...names });
  // A run that was not begun has not counted them yet.
  const counted = [run, other].every(({ model, done }) => model !== null || done > 0);
  if (counted && canonicalJson(leftOutOf(run)) !== canonicalJson(leftOutOf(other))) {
    throw new MergeError('left-out-differs', names);
  }
}

/** What the undivided run leaves out. */
function leftOutOf({ leftOut }: Run): Run['leftOut'] {
  const { 'other-part': _others, ...rest } = leftOut;
  return rest;
}

/** How many parts there are; 1 where every run asks all items. */
function partCount(sources: readonly WholeRun[]): number {
  const counts = [...new Set(sources.flatMap(({ run }) => run.plan.selection.part?.of ?? []))];
  const [of = 1, otherOf] = counts;
  if (otherOf !== undefined) throw new MergeError('parts-differ', { of, otherOf });
  return of;
}

function absentParts(sources: readonly WholeRun[], of: number): number[] {
  const present = new Set(sources.map(({ run }) => run.plan.selection.part?.index ?? null));
  if (present.has(null)) return [];
  return Array.from({ length: of }, (_, index) => index).filter((index) => !present.has(index));
}

/** Of parts that are here; of those that are not nothing is known without the data set. */
function totalOf(sources: readonly WholeRun[], of: number): number {
  const whole = sources.find(({ run }) => run.plan.selection.part === null);
  if (whole) return whole.run.total;
  const totals = Array.from({ length: of }, () => 0);
  for (const { run } of sources) totals[run.plan.selection.part!.index] = run.total;
  return totals.reduce((sum, each) => sum + each, 0);
}

interface Found {
  row: SampleRow;
  run: string;
}

/** Of an item that several runs asked alike the first run's row is taken, in the order that `mergeRuns` settled. */
function collectRows(sources: readonly WholeRun[]) {
  const byItem = new Map<string, Found>();
  const repeated = new Set<string>();
  for (const { run, rows } of sources) {
    for (const row of rows) {
      const item = row[0].itemId;
      const found = byItem.get(item);
      if (!found) byItem.set(item, { row, run: run.id });
      else if (differ(found.row, row)) {
        throw new MergeError('overlap-differs', { item, run: found.run, otherRun: run.id });
      } else repeated.add(item);
    }
  }
  return { byItem, overlapping: repeated.size };
}

/** Also in what is made of an answer: another version of the app may read or score it otherwise. */
function differ(one: SampleRow, other: SampleRow): boolean {
  if (isChanged(changeOf(one, other))) return true;
  const made = ([{ gold, scores, optionOrder }, { response }]: SampleRow) =>
    canonicalJson({ gold, scores, optionOrder, response });
  return made(one) !== made(other);
}

function orderedIds(byItem: ReadonlyMap<string, Found>, order: readonly string[] | null): string[] {
  if (!order) return [...byItem.keys()].sort(naturalOrder);
  const planned = new Set(order);
  for (const [item, { run }] of byItem) if (!planned.has(item)) throw new MergeError('unknown-item', { item, run });
  return order.filter((item) => byItem.has(item));
}

const together = (texts: readonly string[]): string => [...new Set(texts)].sort().join(' + ');

const modelsOf = (sources: readonly WholeRun[]): RunModel[] => sources.flatMap(({ run }) => run.model ?? []);

function mergedModel(sources: readonly WholeRun[]): RunModel | null {
  const models = modelsOf(sources);
  const [first] = models;
  if (!first) return null;
  const libraries = new Set(models.map(({ libraryHash }) => libraryHash));
  return {
    ...first,
    adapterClass: together(models.map(({ adapterClass }) => adapterClass)),
    device: together(models.map(({ device }) => device)),
    libraryHash: libraries.size === 1 ? first.libraryHash : null,
    contextWindow: Math.min(...models.map(({ contextWindow }) => contextWindow)),
  };
}

function remarksOn(sources: readonly WholeRun[]): MergeRemark[] {
  const models = modelsOf(sources);
  const several = (of: (model: RunModel) => unknown) => new Set(models.map(of)).size > 1;
  const remarks: Record<MergeRemark, boolean> = {
    'weights-unproven': models.some(({ weightsHash }) => weightsHash === null),
    'library-differs': several(({ libraryHash }) => libraryHash),
    'adapter-differs': several(({ adapterClass }) => adapterClass),
    'context-differs': several(({ contextWindow }) => contextWindow),
    'app-differs': new Set(sources.map(({ run }) => run.appVersion)).size > 1,
  };
  return (Object.keys(remarks) as MergeRemark[]).filter((remark) => remarks[remark]);
}
