import { createReadStream, openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { NamedSource } from '../../src/benchmark/datasets/source.ts';
import { SetupError } from '../run/errors.ts';
import { filesUnder } from '../run/files.ts';

/** A folder of more files was named by mistake. */
const MOST_FILES = 10_000;

/** The files under a folder as the readers of the page take them. */
export async function folderSources(folder: string): Promise<NamedSource[]> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory())
    throw new SetupError(`There is no folder ${folder}.`, 'Name the folder with the data sets.');
  const names = await filesUnder(folder);
  if (names.length > MOST_FILES) {
    throw new SetupError(`${folder} has ${names.length} files.`, 'Name the folder that has the data sets alone.');
  }
  const sources = names.map((name) => fileSource(name, join(folder, name)));
  return (await Promise.all(sources)).filter((source) => source !== null);
}

async function fileSource(name: string, path: string): Promise<NamedSource | null> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  // An archive's list stands at its end, so it is not read as a stream.
  const bytes = /\.zip$/i.test(name)
    ? await openAsBlob(path)
    : () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  return { name, size: found.size, bytes };
}
