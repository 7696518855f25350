import { rm } from 'node:fs/promises';
import { calibrationOf } from '../calibration/calibrate.ts';
import { setFast } from '../calibration/fitted.ts';
import { forgetConversion } from './conversion-journal.ts';
import { conversionFolder } from './convert.ts';
import { forgetAdded, type Model } from './model.ts';
import { preparedFolder, publishedFolder } from './places.ts';
import { forgetModel } from './prepare.ts';
import { fetchedOf } from './source-step.ts';

/**
 * Removes all that set-up made and fetched for a model: never a person's own files, nor what another of `all` is
 * made from too.
 */
export async function removeModel(model: Model, all: readonly Model[]): Promise<void> {
  const { id, variants } = model.record;
  const others = all.filter(({ record }) => record.id !== id);
  for (const path of [publishedFolder(id), preparedFolder(id), ...sourcesAlone(model, others)]) {
    await rm(path, { recursive: true, force: true });
  }
  for (const { quantization } of variants) await forgetConversion(conversionFolder(id, quantization));
  await rm(calibrationOf(id), { recursive: true, force: true });
  await setFast(id, false);
  await forgetModel(model);
  await forgetAdded(id);
}

/** Removes what was fetched for a model whose place another took, but for what one of `others` is made from. */
export async function removeSources(model: Model, others: readonly Model[]): Promise<void> {
  for (const path of sourcesAlone(model, others)) await rm(path, { recursive: true, force: true });
}

function sourcesAlone(model: Model, others: readonly Model[]): string[] {
  const used = new Set(others.flatMap(fetchedOf));
  return fetchedOf(model).filter((path) => !used.has(path));
}
