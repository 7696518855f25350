import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { DatasetReading } from '../../src/benchmark/datasets/assemble.ts';
import {
  type PublishedDataset,
  PublishedDatasets,
  type PublishedTemplates,
} from '../../src/benchmark/datasets/published-index.ts';
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
 * folders of the sets that came before it from the same place, which it must not replace. `licence`: as its
 * publisher names it; without one, that of the same set laid before stays.
 */
export async function publishDataset(
  dataset: Dataset,
  sources: readonly NamedSource[],
  places: DatasetPlaces,
  taken: Set<string>,
  licence?: string,
): Promise<{ entry: PublishedDataset; outcome: Outcome }> {
  const index = await readIndex(places);
  const name = freeFolder(dataset, taken);
  taken.add(name);
  const there = index.datasets.find((each) => each.folder === name);
  const entry = describe(dataset, name, licence ?? (there?.id === dataset.id ? there.licence : undefined));
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
  await writeIndex({ ...index, datasets: [...index.datasets.filter((each) => each !== there), entry] }, places);
  return { entry, outcome: there ? 'replaced' : 'added' };
}

/** Lays the template file of a published evaluator beside the page; the page reads it as a dropped one. */
export async function publishTemplates(
  { folder, name, licence }: Pick<PublishedTemplates, 'folder' | 'name' | 'licence'>,
  source: NamedSource,
  places: DatasetPlaces,
): Promise<PublishedTemplates> {
  const index = await readIndex(places);
  const work = join(places.work, `datasets-${folder}`);
  await rm(work, { recursive: true, force: true });
  const target = join(work, source.name);
  await copy(source, target);
  const file = { path: source.name, bytes: source.size, sha256: await sha256OfFile(target) };
  const entry = { folder, name, ...licensed(licence), file };
  await replaceFolder(work, join(places.published, folder));
  const others = (index.templates ?? []).filter((each) => each.folder !== folder);
  await writeIndex({ ...index, templates: [...others, entry] }, places);
  return entry;
}

/** A data set, or a template file, by its folder. */
export async function removeDataset(folder: string, places: DatasetPlaces): Promise<void> {
  const { format, datasets, templates = [] } = await readIndex(places);
  const others = <T extends { folder: string }>(list: readonly T[]) => list.filter((each) => each.folder !== folder);
  const all = [...datasets, ...templates];
  if (others(all).length === all.length) {
    const there = all.map((each) => each.folder).join(', ');
    throw new SetupError(
      `There is no data set "${folder}".`,
      there ? `Choose one of: ${there}` : 'There is none at all.',
    );
  }
  // Off the list first: the page never finds a set on it whose files are gone.
  await writeIndex({ format, datasets: others(datasets), templates: others(templates) }, places);
  await rm(join(places.published, folder), { recursive: true, force: true });
}

/** The page asks for the list always: one that lacks would be an error on its console. */
export async function ensureIndex(places: Pick<DatasetPlaces, 'published'>): Promise<void> {
  if (!(await exists(join(places.published, 'index.json')))) await writeIndex({ format: 1, datasets: [] }, places);
}

async function writeIndex(index: PublishedDatasets, { published }: Pick<DatasetPlaces, 'published'>): Promise<void> {
  await writeWhole(join(published, 'index.json'), indexText(index));
}

/** index.json as it stands beside the page, in the order of the folders. */
export function indexText({ format, datasets, templates = [] }: PublishedDatasets): string {
  const sorted = <T extends { folder: string }>(list: readonly T[]) =>
    [...list].sort((a, b) => (a.folder < b.folder ? -1 : 1));
  const index: PublishedDatasets = {
    format,
    datasets: sorted(datasets),
    ...(templates.length > 0 ? { templates: sorted(templates) } : {}),
  };
  return `${JSON.stringify(index, null, 1)}\n`;
}

const licensed = (licence: string | undefined) => (licence === undefined ? {} : { licence });

function describe(
  { id, kind, name, items, files }: Dataset,
  folder: string,
  licence: string | undefined,
): PublishedDataset {
  const common = commonFolder(files.map((file) => file.name));
  const paths = files.map((file) => ({ ...file, path: file.name.slice(common.length) }));
  return {
    folder,
    id,
    kind,
    name,
    items: items.length,
    ...licensed(licence),
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
