import { mergeRuns } from '../../export/merge';
import { placeImport } from '../../export/place-import';
import { readRunFile } from '../../export/run-file';
import { planDifference } from '../../export/same-plan';
import type { WholeRun } from '../../export/whole-run';
import { rows } from '../../rows';
import { planItems } from '../../runner/plan-items';
import type { Run } from '../../types';

export interface RunFilesRead {
  wholes: WholeRun[];
  /** Why a file could not be read. */
  refused: { file: string; error: unknown }[];
}

/** Reads each file for itself: a bad one keeps no other out. */
export async function readRunFiles(files: readonly File[]): Promise<RunFilesRead> {
  const read: RunFilesRead = { wholes: [], refused: [] };
  for (const file of files) {
    try {
      read.wholes.push(await readRunFile(file, file.name));
    } catch (error) {
      read.refused.push({ file: file.name, error });
    }
  }
  return read;
}

/** Runs that are parts of one: each has a share of the items, and they differ in nothing else. */
export function areParts(runs: readonly Run[]): boolean {
  const [first, ...others] = runs;
  if (!first || others.length === 0) return false;
  return (
    runs.every(({ plan }) => plan.selection.part !== null) && others.every((run) => planDifference(first, run) === null)
  );
}

/** `there`: the very run was here already. */
export interface Imported {
  run: Run;
  there: boolean;
}

/** Puts a run into the database; nothing that is there is written over. */
export async function addRun(incoming: WholeRun): Promise<Imported> {
  const place = placeImport(incoming, await storedRun(incoming.run.id), () => crypto.randomUUID());
  if (place.kind === 'there') return { run: incoming.run, there: true };
  await writeRun(place);
  return { run: place.run, there: false };
}

export async function writeRun({ run, rows: pairs }: WholeRun): Promise<void> {
  await rows.addWholeRun(
    run,
    pairs.map(([sample]) => sample),
    pairs.map(([, transcript]) => transcript),
  );
}

/** A run of this browser with all its rows. */
export async function storedRun(id: string): Promise<WholeRun | null> {
  const [run, samples, transcripts] = await Promise.all([rows.findRun(id), rows.samplesOf(id), rows.transcriptsOf(id)]);
  return run ? { run, rows: samples.map((sample, at) => [sample, transcripts[at]!]) } : null;
}

/** One run of several parts, put into the database. Rejects with a MergeError where they do not fit. */
export async function mergeIntoOne(wholes: readonly WholeRun[]) {
  const { plan } = wholes[0]!.run;
  const stored = await rows.itemsOf(plan.dataset.id);
  const whole = { ...plan, selection: { ...plan.selection, part: null } };
  const order = stored ? planItems(stored.items, whole).asked.map(({ item }) => item.id) : null;
  const merged = mergeRuns(wholes, { id: crypto.randomUUID(), order, allowMissing: true });
  await writeRun(merged);
  return merged;
}
