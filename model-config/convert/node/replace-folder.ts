import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** The folder to write holds something that is not a result of ours. */
export class FolderInUseError extends Error {
  override name = 'FolderInUseError';
}

/**
 * Lets `fill` write into a new folder beside `folder` and puts it in its place only when that has succeeded:
 * whatever fails, what stood there before is whole. Refuses to replace a folder without `mark` in it, the
 * file that tells a result of ours from anything else.
 */
export async function replaceFolder(folder: string, mark: string, fill: (temporary: string) => Promise<void>) {
  const target = path.resolve(folder);
  const before = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (before && before.length > 0 && !before.includes(mark)) {
    throw new FolderInUseError(`${folder} holds something else (there is no ${mark} in it): choose another folder`);
  }
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = await mkdtemp(`${target}.part-`);
  try {
    await fill(temporary);
    if (before) await swap(temporary, target);
    else await rename(temporary, target);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function swap(temporary: string, target: string): Promise<void> {
  const old = `${temporary}-old`;
  await rename(target, old);
  try {
    await rename(temporary, target);
  } catch (error) {
    await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}
