import { canonicalJson } from '../canonical-json';
import type { Run } from '../types';
import { rowsOfRun, type SampleRow, type WholeRun } from './whole-run';

/** `there`: the very run is here already. `add`: it is new here, perhaps under a new id. */
export type ImportPlace = { kind: 'there'; id: string } | ({ kind: 'add' } & WholeRun);

/**
 * Where a run from a file goes, so that nothing that is here is written over: `there` is what has its id
 * here, if anything; `newId` makes an id that nothing has.
 */
export function placeImport(incoming: WholeRun, there: WholeRun | null, newId: () => string): ImportPlace {
  if (there && sameContent(incoming, there)) return { kind: 'there', id: there.run.id };
  const id = there ? newId() : incoming.run.id;
  return { kind: 'add', run: importedRun(incoming.run, id), rows: rowsOfRun(id, incoming.rows) };
}

/** A file never makes this machine ask anything, and a run of somebody else's is not this browser's. */
function importedRun(run: Run, id: string): Run {
  const state = run.state === 'queued' || run.state === 'running' ? 'paused' : run.state;
  return { ...run, id, state, origin: run.origin === 'local' ? 'imported' : run.origin, position: 0 };
}

/** By what was asked and answered; where it came from and whether it goes on is another matter. */
function sameContent(one: WholeRun, other: WholeRun): boolean {
  if (one.rows.length !== other.rows.length) return false;
  if (canonicalJson(described(one.run)) !== canonicalJson(described(other.run))) return false;
  return one.rows.every((row, at) => canonicalJson(answered(row)) === canonicalJson(answered(other.rows[at]!)));
}

const described = ({ plan, model, modelId, appVersion, createdAt, total }: Run) => ({
  plan,
  model,
  modelId,
  appVersion,
  createdAt,
  total,
});

/** JSON has no infinity: "-Infinity" and null would look alike. */
const answered = ([sample, { logprobs, ...texts }]: SampleRow) => [
  { ...sample, runId: '' },
  { ...texts, runId: '', logprobs: logprobs?.map(String) ?? null },
];
