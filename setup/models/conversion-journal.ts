import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Written } from '../../model-config/convert/convert.ts';
import { filesUnder, writeWhole } from '../run/files.ts';
import { sha256OfFile } from '../run/fingerprint.ts';
import { readJson } from './model.ts';

/** Beside the folder of a conversion that is under way: what of it is whole, and what it depends on. */
const Journal = z.strictObject({ print: z.string(), written: Written });

const journalOf = (folder: string) => `${folder}.json`;

export const writeJournal = (folder: string, print: string, written: Written): Promise<void> =>
  writeWhole(journalOf(folder), JSON.stringify({ print, written } satisfies z.infer<typeof Journal>));

/** Where an earlier try was broken off, if all its files are as they were written; else the folder is emptied. */
export async function readJournal(folder: string, print: string): Promise<Written | undefined> {
  const journal = Journal.safeParse(await readJson(journalOf(folder)));
  if (journal.success && journal.data.print === print && (await isWhole(folder, journal.data.written))) {
    const { written } = journal.data;
    const whole = new Set(written.files.map(({ path }) => path));
    const others = (await filesUnder(folder)).filter((path) => !whole.has(path));
    await Promise.all(others.map((path) => rm(join(folder, path))));
    return written;
  }
  await forgetConversion(folder);
  return undefined;
}

/** Removes what a conversion that was broken off has left. */
export async function forgetConversion(folder: string): Promise<void> {
  await rm(journalOf(folder), { force: true });
  await rm(folder, { recursive: true, force: true });
}

/** By their hashes: what was written as the machine lost its power may have its size and yet be empty. */
async function isWhole(folder: string, { files }: Written): Promise<boolean> {
  for (const { path, sha256 } of files) {
    if ((await sha256OfFile(join(folder, path)).catch(() => null)) !== sha256) return false;
  }
  return true;
}
