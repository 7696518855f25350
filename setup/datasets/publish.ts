import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { DatasetReading } from '../../src/benchmark/datasets/assemble.ts';
import { type PublishedDataset, PublishedDatasets } from '../../src/benchmark/datasets/published-index.ts';
import { type NamedSource, openSource } from '../../src/benchmark/datasets/source.ts';
import { SetupError } from '../run/errors.ts';
import { exists, replaceFolder, writeWhole } from '../run/files.ts';
import { sha256OfFile } from '../run/fingerprint.ts';

type Dataset = Extract<DatasetReading, { state: 'read' }>['dataset'];

/** Where data sets are laid for the page, and where they are put together before. */
export interface DatasetPlaces {
  published: string;
  work: string;
}

export type Outcome = 'added' | 'replaced' | 'unchanged';

export async function readIndex({ published }: DatasetPlaces): Promise<PublishedDatasets> {
  const file = join(published, 'index.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return { format: 1, datasets: [] };
  try {
    return PublishedDatasets.parse(JSON.parse(text));
  } catch (error) {
    throw new SetupError(
      `${file} can't be read: ${(error as Error).message}`,
      `Delete ${published} and add the sets again.`,
    );
  }
}

/**
 * Copies a set's files into a folder of its own, which appears whole, and then lists it. `taken`: the
 * folders of the sets that came before it from the same place, which it must not replace.
 */
export async function publishDataset(
  dataset: Dataset,
  sources: readonly NamedSource[],
  places: DatasetPlaces,
  taken: Set<string>,
): Promise<{ entry: PublishedDataset; outcome: Outcome }> {
  const index = await readIndex(places);
  const entry = describe(dataset, freeFolder(dataset, taken));
  taken.add(entry.folder);
  const there = index.datasets.find((each) => each.folder === entry.folder);
  if (there && JSON.stringify(there) === JSON.stringify(entry) && (await isWhole(entry, places))) {
    return { entry, outcome: 'unchanged' };
  }
  const folder = join(places.work, `datasets-${entry.folder}`);
  await rm(folder, { recursive: true, force: true });
  for (const [at, file] of dataset.files.entries()) {
    const source = sources.find((each) => each.name === file.name);
    const target = join(folder, entry.files[at]!.path);
    if (source) await copy(source, target);
    if ((await sha256OfFile(target)) !== file.sha256) {
      throw new SetupError(`${file.name} changed while it was copied.`, 'Run the same command again.');
    }
  }
  await replaceFolder(folder, join(places.published, entry.folder));
  await writeIndex([...index.datasets.filter((each) => each !== there), entry], places);
  return { entry, outcome: there ? 'replaced' : 'added' };
}

export async function removeDataset(folder: string, places: DatasetPlaces): Promise<void> {
  const { datasets } = await readIndex(places);
  if (!datasets.some((each) => each.folder === folder)) {
    const there = datasets.map((each) => each.folder).join(', ');
    throw new SetupError(
      `There is no data set "${folder}".`,
      there ? `Choose one of: ${there}` : 'There is none at all.',
    );
  }
  // Off the list first: the page never finds a set on it whose files are gone.
  await writeIndex(
    datasets.filter((each) => each.folder !== folder),
    places,
  );
  await rm(join(places.published, folder), { recursive: true, force: true });
}

/** The page asks for the list always: one that lacks would be an error on its console. */
export async function ensureIndex(places: Pick<DatasetPlaces, 'published'>): Promise<void> {
  if (!(await exists(join(places.published, 'index.json')))) await writeIndex([], places);
}

async function writeIndex(
  datasets: readonly PublishedDataset[],
  { published }: Pick<DatasetPlaces, 'published'>,
): Promise<void> {
  const sorted = [...datasets].sort((a, b) => (a.folder < b.folder ? -1 : 1));
  const index: PublishedDatasets = { format: 1, datasets: sorted };
  await writeWhole(join(published, 'index.json'), `${JSON.stringify(index, null, 1)}\n`);
}

function describe({ id, kind, name, items, files }: Dataset, folder: string): PublishedDataset {
  const common = commonFolder(files.map((file) => file.name));
  const paths = files.map((file) => ({ ...file, path: file.name.slice(common.length) }));
  return {
    folder,
    id,
    kind,
    name,
    items: items.length,
    files: paths.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
  };
}

function freeFolder(dataset: Dataset, taken: ReadonlySet<string>): string {
  const folder = folderOf(dataset);
  let free = folder;
  for (let count = 2; taken.has(free); count++) free = `${folder}-${count}`;
  return free;
}

/** IgakuQA of any years and MMLU of any subjects have one place each, so that more of them replace fewer. */
function folderOf({ kind, name, files }: Dataset): string {
  if (kind === 'igakuqa') return kind;
  if (kind === 'jmmlu' || kind === 'mmlu') {
    const split = /_(test|dev|val)\.csv$/.exec(files[0]?.name ?? '')?.[1];
    return split ? `${kind}-${split}` : kind;
  }
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return slug.startsWith(kind) ? slug : [kind, slug].filter(Boolean).join('-');
}

/** "data/igakuqa/" of "data/igakuqa/2018/…" and "data/igakuqa/2019/…". */
function commonFolder(names: readonly string[]): string {
  const [first = '', ...rest] = names;
  let common = first.slice(0, first.lastIndexOf('/') + 1);
  while (!rest.every((name) => name.startsWith(common))) {
    common = common.slice(0, common.slice(0, -1).lastIndexOf('/') + 1);
  }
  return common;
}

async function isWhole({ folder, files }: PublishedDataset, { published }: DatasetPlaces): Promise<boolean> {
  const checks = files.map(async ({ path, bytes, sha256 }) => {
    const file = join(published, folder, path);
    const found = await stat(file).catch(() => null);
    return found?.size === bytes && (await sha256OfFile(file)) === sha256;
  });
  return (await Promise.all(checks)).every(Boolean);
}

async function copy(source: NamedSource, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await pipeline(Readable.fromWeb(openSource(source) as NodeReadableStream), createWriteStream(target));
}
