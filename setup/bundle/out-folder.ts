import { readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SetupError } from '../run/errors.ts';
import { filesUnder, replaceFolder } from '../run/files.ts';
import { shown } from '../run/paths.ts';
import { isDescription } from './description.ts';
import { isVolumeName } from './volumes.ts';

/**
 * Has a folder made beside its place and moved there whole, so that what lies at `out` is always one whole bundle. Throws
 * SetupError where something else lies there.
 */
export async function intoPlace<T>(out: string, make: (folder: string) => Promise<T>): Promise<T> {
  await expectFree(out);
  // Beside it, for a folder can't be moved to another disk.
  const half = join(dirname(out), `.${basename(out)}.hakui-bundle-half`);
  await rm(half, { recursive: true, force: true });
  try {
    const made = await make(half);
    await replaceFolder(half, out);
    return made;
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

/** Throws SetupError unless there is nothing at `out`, an empty folder, or an earlier bundle to which nobody added anything. */
export async function expectFree(out: string): Promise<void> {
  const next = 'Choose another folder with --out, or move away what is in this one.';
  const found = await stat(out).catch(() => null);
  if (found === null) return;
  if (!found.isDirectory()) throw new SetupError(`${shown(out)} is a file.`, next);
  const files = await filesUnder(out);
  if (files.length === 0) return;
  const description = await readFile(join(out, 'bundle.json'), 'utf8').catch(() => '');
  if (!isDescription(description)) throw new SetupError(`${shown(out)} is not empty, and no earlier bundle.`, next);
  const ours = await ownFiles(out);
  const foreign = files.find((file) => !ours(file));
  if (foreign) throw new SetupError(`${shown(out)} has ${foreign}, which no bundle put there.`, next);
}

async function ownFiles(out: string): Promise<(file: string) => boolean> {
  const sums = await readFile(join(out, 'SHA256SUMS'), 'utf8').catch(() => null);
  if (sums === null) return (file) => file === 'bundle.json' || file === 'README.txt' || isVolumeName(file);
  const listed = new Set(sums.split('\n').map((line) => line.slice(66)));
  return (file) => file === 'SHA256SUMS' || listed.has(file);
}
