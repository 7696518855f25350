import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackArchives } from '../../src/benchmark/datasets/archive.ts';
import type { NamedSource } from '../../src/benchmark/datasets/source.ts';
import { runCommand } from '../run/command.ts';
import { type Clock, download } from '../run/download.ts';
import { SetupError } from '../run/errors.ts';
import { exists } from '../run/files.ts';
import type { ProgressLines } from '../run/progress.ts';
import type { CatalogueEntry } from './catalog.ts';
import { folderSources } from './folder-sources.ts';

/** With what a data set is fetched; a test has its own. */
export interface FetchTools {
  /** A folder that outlives the process, so that a download goes on. */
  work: string;
  lines: ProgressLines;
  clock?: Clock;
}

/**
 * Downloads what an entry names and gives its files to `use`, unpacked and named as the publisher names them.
 * Afterwards nothing of it is kept, whatever came of it; of a download that broke off, everything.
 * Throws SetupError, also for what a person has to fetch.
 */
export async function withFetched<T>(
  entry: CatalogueEntry,
  { work, lines, clock }: FetchTools,
  use: (sources: NamedSource[]) => Promise<T>,
): Promise<T> {
  const { get } = entry;
  if (get.by === 'hand') throw byHand(entry, get);
  const folder = join(work, `fetched-${entry.id}`);
  const file = join(folder, 'download', get.by === 'file' ? get.name : `archive.${get.by}`);
  if (!(await exists(file))) {
    await lines.during(`Fetch ${entry.name}`, (report) =>
      download({ url: get.url, target: file, sha256: get.sha256, otherwise: otherwise(entry) }, report, clock),
    );
  }
  try {
    if (get.by === 'zip') return await use(await inZip(get.url, file, get.folder));
    if (get.by === 'tar') return await use(await inTar(entry.id, file, join(folder, 'unpacked'), get.folders));
    return await use(await folderSources(join(folder, 'download')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** For what no program gets: what to do instead. */
export const byHand = ({ name }: CatalogueEntry, { url, how }: { url: string; how: string }): SetupError =>
  new SetupError(`${name} can't be fetched for you. ${how}`, `Save ${url} and run: npm run datasets -- --from DIR`);

/** The page takes a template file as it is dropped; everything else is read from a folder. */
const otherwise = ({ kind }: CatalogueEntry): string =>
  kind === 'templates'
    ? 'Save the address with a browser and drop the file on the benchmark screen.'
    : 'Save the address with a browser, unpack it, and run npm run datasets -- --from DIR.';

async function inZip(url: string, file: string, wanted: string): Promise<NamedSource[]> {
  const { sources, problems } = await unpackArchives(await folderSources(join(file, '..')));
  if (problems[0]) {
    throw new SetupError(
      `What ${url} sent is no archive that can be read (${problems[0].message}).`,
      'Run the same command again. If it fails again, save the address with a browser and look at it.',
    );
  }
  // "archive.zip/IgakuQA-2bc4c3d1/data/2018/112-A.jsonl"
  const named = sources.map((source) => ({ ...source, name: source.name.split('/').slice(2).join('/') }));
  const found = named.filter(({ name }) => name.startsWith(`${wanted}/`));
  if (found.length > 0) return found;
  throw new SetupError(
    `The archive at ${url} holds no folder ${wanted}.`,
    'The publisher has moved it: the catalogue (setup/datasets/catalog.json) must be reviewed.',
  );
}

async function inTar(id: string, file: string, folder: string, wanted: readonly string[]): Promise<NamedSource[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await runCommand('tar', ['-xf', file, '-C', folder, ...wanted], {
    log: `unpack-${id}`,
    next: 'Install tar, which Linux, macOS and Windows have, then run the same command again.',
  });
  return folderSources(folder);
}
