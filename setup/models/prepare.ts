import { rm } from 'node:fs/promises';
import { calibrationOf, fitWeights } from '../calibration/calibrate.ts';
import { isFitted } from '../calibration/fitted.ts';
import { fidelityStep } from '../fidelity/step.ts';
import { exists } from '../run/files.ts';
import { fingerprint } from '../run/fingerprint.ts';
import { forgetSteps, isFresh, runStep, type Step } from '../run/step.ts';
import { convertStep } from './convert.ts';
import { libraryStep } from './library.ts';
import { type Model, ownOf } from './model.ts';
import { expectUnchanged } from './own-files.ts';
import { manifestFile } from './places.ts';
import { publishStep, writeIndex } from './publish.ts';
import { sourceSteps } from './source-step.ts';
import type { Toolchain } from './toolchain.ts';

/**
 * `ready`: prepared from the record as it stands. `kept`: that failed, but an earlier preparation, or
 * one copied here, still stands in `public/models`. `missing`: the app has to do without it.
 */
export type Preparation =
  | { model: Model; state: 'ready' }
  | { model: Model; state: 'kept' | 'missing'; error: unknown };

/** Prepares the models side by side; one that fails does not stop another. `all` are those the index is of. */
export async function prepareModels(
  models: readonly Model[],
  all: readonly Model[],
  toolchain: Toolchain,
): Promise<Preparation[]> {
  const preparations = await Promise.all(models.map((model) => prepareModel(model, toolchain)));
  await writeIndex(all);
  return preparations;
}

async function prepareModel(model: Model, toolchain: Toolchain): Promise<Preparation> {
  const fitted = await isFitted(model);
  const { conversions, libraries } = stepsOf(model, fitted);
  try {
    const stale = { conversions: await staleOf(conversions), libraries: await staleOf(libraries) };
    if (stale.libraries.length > 0) await toolchain.expectCompiler();
    await settleAll([
      runAll(stale.libraries, toolchain, () => toolchain.compiler()),
      runAll(stale.conversions, toolchain, () => beforeConversion(model, fitted, toolchain)),
    ]);
    const prints = await Promise.all([...conversions, ...libraries].map((step) => fingerprint(step.inputs)));
    if (fitted) {
      await toolchain.numeric();
      await toolchain.busy(() => runStep(fidelityStep(model, prints), toolchain.lines));
      await rm(calibrationOf(model.record.id), { recursive: true, force: true });
    }
    await runStep(publishStep(model, prints, fitted), toolchain.lines);
    return { model, state: 'ready' };
  } catch (error) {
    return { model, state: (await exists(manifestFile(model.record.id))) ? 'kept' : 'missing', error };
  }
}

function stepsOf(model: Model, fitted: boolean): { conversions: Step[]; libraries: Step[] } {
  const { record } = model;
  return {
    conversions: record.variants.map(({ quantization }) => convertStep(model, quantization, fitted)),
    libraries: record.variants.flatMap(({ quantization, libraries }) =>
      libraries.map((adapterClass) => libraryStep(record, quantization, adapterClass)),
    ),
  };
}

/** After a model's files were removed: nothing of it counts as done any more. */
export function forgetModel(model: Model): Promise<void> {
  const { conversions, libraries } = stepsOf(model, false);
  const steps = [
    ...[...sourceSteps(model), ...conversions, ...libraries],
    ...[fidelityStep(model, []), publishStep(model, [], false)],
  ];
  return forgetSteps(steps.map((step) => step.id));
}

/** Gets what a model is made from, where it is not here. Throws SetupError. */
export async function prepareSources(model: Model, toolchain: Toolchain): Promise<void> {
  for (const own of ownOf(model)) await expectUnchanged(own, model.record.id);
  for (const step of sourceSteps(model)) {
    if (await isFresh(step)) continue;
    if (model.record.source.kind === 'pypi') await toolchain.python();
    await runStep(step, toolchain.lines);
  }
}

async function beforeConversion(model: Model, fitted: boolean, toolchain: Toolchain): Promise<void> {
  await prepareSources(model, toolchain);
  if (!fitted) return;
  await toolchain.numeric();
  await toolchain.busy(() => fitWeights(model, toolchain.lines));
}

async function staleOf(steps: readonly Step[]): Promise<Step[]> {
  const fresh = await Promise.all(steps.map(isFresh));
  return steps.filter((_, index) => !fresh[index]);
}

async function runAll(steps: readonly Step[], toolchain: Toolchain, first: () => Promise<void>): Promise<void> {
  if (steps.length === 0) return;
  await first();
  await settleAll(steps.map((step) => toolchain.busy(() => runStep(step, toolchain.lines))));
}

/** Like Promise.all, but waits for the rest before it rejects: nothing runs on behind an error message. */
async function settleAll(works: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason;
}
