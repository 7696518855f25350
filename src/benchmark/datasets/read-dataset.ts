import type { DatasetReading } from './assemble';
import { Problems } from './errors';
import { readGeneric } from './generic';
import { readHarness } from './harness';
import { readIgakuQa } from './igakuqa';
import { readMedMcQa } from './medmcqa';
import { readMedQa } from './medqa';
import { readMmlu } from './mmlu';
import type { DatasetGroup } from './sniff';

/** Reads a group that `sniffDatasets` made; of `generic` with the mapping that a person settled. */
export async function readDataset(group: DatasetGroup): Promise<DatasetReading> {
  const { reader, sources, mapping } = group;
  const first = sources[0];
  if (!first) return refuse(group.name);
  if (reader === 'igakuqa') return readIgakuQa(sources);
  if (reader === 'mmlu') return readMmlu(sources);
  if (reader === 'harness') return readHarness(sources);
  if (reader === 'medqa') return readMedQa(first);
  if (reader === 'medmcqa') return readMedMcQa(first);
  return mapping ? readGeneric(first, mapping) : refuse(first.name);
}

function refuse(file: string): DatasetReading {
  const problems = new Problems();
  problems.add('no-mapping', { file, line: 1 });
  return { state: 'refused', problems: problems.list, omitted: 0 };
}
