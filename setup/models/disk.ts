import { statfs } from 'node:fs/promises';
import { weightBytes } from '../../model-config/models/memory.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { SetupError } from '../run/errors.ts';
import { sizeUnder } from '../run/files.ts';
import { repository } from '../run/paths.ts';
import type { ProgressLines } from '../run/progress.ts';
import { formatBytes } from '../run/units.ts';
import { addedOf, type Model, type Origin } from './model.ts';
import { preparedFolder } from './places.ts';
import { fetchedOf } from './source-step.ts';

/** Bytes of the files that are fetched, and of each variant's weights; the libraries are small beside them. */
export function diskNeed(model: Model): number {
  return fetchedBytes(model) + resultBytes(model.record);
}

/** Of the weights in all variants. */
export const resultBytes = ({ variants, architecture }: ModelRecord): number =>
  variants.reduce((sum, variant) => sum + weightBytes(architecture, variant.quantization), 0);

/** A person's own files stay where they are. */
export function fetchedBytes(model: Model): number {
  const added = addedOf(model);
  const bytesOf = (origin: Origin | null) => (origin?.kind === 'hub' ? origin.bytes : 0);
  return added ? bytesOf(added.model) + bytesOf(added.adapter) : model.record.source.bytes;
}

/** Throws SetupError where what is still to be made has no room. */
export async function checkDisk(model: Model, lines: ProgressLines): Promise<void> {
  const { name, id } = model.record;
  // What is there already was paid for.
  const there = await Promise.all([preparedFolder(id), ...fetchedOf(model)].map(sizeUnder));
  const need = there.reduce((left, bytes) => left - bytes, diskNeed(model));
  if (need <= 0) return;
  const { bavail, bsize } = await statfs(repository);
  lines.say(`${name} takes ${formatBytes(need)} of disk; ${formatBytes(bavail * bsize)} are free.`);
  if (bavail * bsize >= need * 1.05) return;
  throw new SetupError(`${name} does not fit on this disk.`, `Free ${formatBytes(need * 1.05 - bavail * bsize)}.`);
}
