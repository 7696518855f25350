import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, writeWhole } from './files.ts';
import { fingerprint, type Input } from './fingerprint.ts';
import { paths } from './paths.ts';
import type { ProgressLines, StepReport } from './progress.ts';

/** One piece of set-up: done again only when what it depends on, or what it made, has changed. */
export interface Step {
  /** Names the stamp; letters, digits, dots and dashes. */
  id: string;
  /** For the terminal. */
  name: string;
  inputs: readonly Input[];
  /** Files or folders that must be there for the step to count as done. */
  outputs: readonly string[];
  run(report: StepReport): Promise<void>;
}

const stampOf = (id: string) => join(paths.stamps, id);

async function isDone(step: Step, print: string): Promise<boolean> {
  const stamp = await readFile(stampOf(step.id), 'utf8').catch(() => null);
  if (stamp !== print) return false;
  return (await Promise.all(step.outputs.map(exists))).every(Boolean);
}

/** True where the step would have nothing to do. */
export async function isFresh(step: Step): Promise<boolean> {
  return isDone(step, await fingerprint(step.inputs));
}

/** Runs the step unless it is done already. The stamp is written only after it ended well. */
export async function runStep(step: Step, lines: ProgressLines): Promise<'done' | 'unchanged'> {
  const print = await fingerprint(step.inputs);
  if (await isDone(step, print)) return 'unchanged';
  await rm(stampOf(step.id), { force: true });
  await lines.during(step.name, (report) => step.run(report));
  await writeWhole(stampOf(step.id), print);
  return 'done';
}

/** Forgets that steps were done, after what they made was removed. */
export async function forgetSteps(ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => rm(stampOf(id), { force: true })));
}
