import { timestamp } from '@/clock/clocks';
import { type AddedProtocols, addProtocols } from './add-protocols';
import type { DatasetError } from './datasets/errors';
import { readDataset } from './datasets/read-dataset';
import { type DatasetGroup, type LeftOver, sniffDatasets } from './datasets/sniff';
import type { NamedSource } from './datasets/source';
import { previewTable, type TablePreview } from './datasets/table';
import { rows } from './rows';
import { SAMPLE_FILES } from './samples/files';
import type { Dataset } from './types';

/** A table of anybody's making, which is read once a person has looked over what its columns are. */
export interface UnmappedTable {
  group: DatasetGroup;
  source: NamedSource;
  preview: TablePreview;
}

/** What became of the files that were given. */
export interface AddedDatasets extends Omit<AddedProtocols, 'rest'> {
  added: Dataset[];
  /** Sets that were here already, by content. */
  there: Dataset[];
  /** Groups of files that could not be read, each with what is wrong. */
  refused: { name: string; problems: DatasetError[]; omitted: number }[];
  unmapped: UnmappedTable[];
  /** `left-out`: a table that a person did not want after all. */
  leftOver: (LeftOver | { name: string; reason: 'left-out' })[];
}

export const NOTHING_ADDED: AddedDatasets = {
  added: [],
  there: [],
  refused: [],
  unmapped: [],
  leftOver: [],
  protocols: [],
  refusedProtocols: [],
};

/** Reads files, folders and archives, and keeps the data sets in them. Nothing that is here is changed. */
export async function addDatasets(given: readonly NamedSource[]): Promise<AddedDatasets> {
  const result = structuredClone(NOTHING_ADDED);
  // Only who drops an archive needs the code that opens it.
  const { unpackArchives } = await import('./datasets/archive');
  const { sources, problems } = await unpackArchives(given);
  for (const problem of problems) {
    result.refused.push({ name: problem.details.file, problems: [problem], omitted: 0 });
  }
  const { rest, ...protocols } = await addProtocols(sources);
  Object.assign(result, protocols);
  const { groups, leftOver } = await sniffDatasets(rest);
  result.leftOver = leftOver;
  for (const group of groups) {
    if (group.reader === 'generic') {
      await addTable(group, result);
      continue;
    }
    const reading = await readDataset(group);
    if (reading.state === 'refused') {
      result.refused.push({ name: group.name, problems: reading.problems, omitted: reading.omitted });
    } else {
      const kept = await keepDataset(reading.dataset);
      result[kept].push(reading.dataset);
    }
  }
  return result;
}

/** A table without a row that can be read is refused; every other waits for a person. */
async function addTable(group: DatasetGroup, result: AddedDatasets): Promise<void> {
  const source = group.sources[0]!;
  const preview = await previewTable(source);
  const { list, omitted } = preview.problems;
  if (preview.columns.length > 0) result.unmapped.push({ group, source, preview });
  else result.refused.push({ name: group.name, problems: list, omitted });
}

/** `there`: the same content was here already. */
export async function keepDataset(dataset: Dataset): Promise<'added' | 'there'> {
  const { items, ...head } = dataset;
  return rows.addDataset({ ...head, itemCount: items.length, addedAt: timestamp() }, { id: dataset.id, items });
}

/** Keeps the bundled sample, so that a fresh profile has something to run. Rejects where it can't be had. */
export async function addSample(): Promise<void> {
  const sources = await Promise.all(
    SAMPLE_FILES.map(async (name): Promise<NamedSource> => {
      const response = await fetch(name);
      if (!response.ok) throw new Error(`${name}: ${response.status}`);
      const bytes = await response.blob();
      return { name, size: bytes.size, bytes };
    }),
  );
  const { refused } = await addDatasets(sources);
  const problem = refused[0]?.problems[0];
  if (problem) throw problem;
}
