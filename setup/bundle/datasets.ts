import { join } from 'node:path';
import type { PublishedDatasets } from '../../src/benchmark/datasets/published-index.ts';
import { readCatalogue } from '../datasets/catalog.ts';
import { indexText, readIndex } from '../datasets/publish.ts';
import { SetupError } from '../run/errors.ts';
import type { Part } from './contents.ts';

/** A data set or a template file that lies beside the page. */
export interface ChosenDataset {
  folder: string;
  name: string;
  /** Null of templates. */
  items: number | null;
  /** Null where nobody said. */
  licence: string | null;
  /** What the catalogue knows of sets of its kind; null for a person's own. */
  known: { publisher: string; allows: string } | null;
  files: readonly { path: string; bytes: number; sha256: string }[];
}

interface Choice {
  chosen: ChosenDataset[];
  /** The list that the page reads, with the chosen ones only. */
  index: string;
}

/**
 * Ids are the folders that `npm run datasets -- list` shows, or ids of the catalogue, which stand for every set of
 * theirs. Throws SetupError for one that is unknown or not here, with the way to get it.
 */
export async function chooseDatasets(ids: readonly string[], published: string): Promise<Choice> {
  const there = await readIndex({ published, work: '' });
  const folders = new Set(ids.flatMap((id) => foldersOf(id, there)));
  const chosen: PublishedDatasets = {
    format: there.format,
    datasets: there.datasets.filter(({ folder }) => folders.has(folder)),
    templates: (there.templates ?? []).filter(({ folder }) => folders.has(folder)),
  };
  return {
    chosen: [
      ...chosen.datasets.map(({ folder, name, kind, items, licence = null, files }) => ({
        folder,
        name,
        items,
        licence,
        known: knownOf(kind),
        files,
      })),
      ...(chosen.templates ?? []).map(({ folder, name, licence = null, file }) => ({
        folder,
        name,
        items: null,
        licence,
        known: knownOf('templates'),
        files: [file],
      })),
    ],
    index: indexText(chosen),
  };
}

export function datasetPart({ folder, name, files }: ChosenDataset, published: string): Part {
  return {
    name,
    files: files.map(({ path, sha256 }) => ({
      path: `datasets/${folder}/${path}`,
      from: join(published, folder, path),
      sha256,
      link: true,
    })),
  };
}

function foldersOf(id: string, { datasets, templates = [] }: PublishedDatasets): string[] {
  const all = [...datasets, ...templates].map(({ folder }) => folder);
  if (all.includes(id)) return [id];
  const entry = readCatalogue().find((each) => each.id === id);
  if (!entry) {
    const known = [...new Set([...all, ...readCatalogue().map((each) => each.id)])].sort();
    throw new SetupError(`There is no data set "${id}".`, `Choose one of: ${known.join(', ')}`);
  }
  const ofKind = entry.kind === 'templates' ? templates : datasets.filter(({ kind }) => kind === entry.kind);
  if (ofKind.length > 0) return ofKind.map(({ folder }) => folder);
  const how = entry.get.by === 'hand' ? `${entry.get.how} ${entry.get.url}` : `npm run datasets -- add ${id}`;
  throw new SetupError(`${entry.name} is not here.`, `${how}, then run the same command again.`);
}

function knownOf(kind: string): ChosenDataset['known'] {
  const entry = readCatalogue().find((each) => each.kind === kind);
  return entry ? { publisher: entry.publisher, allows: entry.licence.allows } : null;
}
