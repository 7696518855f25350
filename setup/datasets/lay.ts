import { unpackArchives } from '../../src/benchmark/datasets/archive.ts';
import type { DatasetError } from '../../src/benchmark/datasets/errors.ts';
import { readDataset } from '../../src/benchmark/datasets/read-dataset.ts';
import { type DatasetGroup, type LeftOver, sniffDatasets } from '../../src/benchmark/datasets/sniff.ts';
import type { NamedSource } from '../../src/benchmark/datasets/source.ts';
import { shown } from '../run/paths.ts';
import { formatBytes } from '../run/units.ts';
import { type DatasetPlaces, publishDataset } from './publish.ts';

/**
 * Reads what files and archives hold as the page would, lays every data set in it and tells on the console what
 * came of each. Returns how many sets were laid and how many sets and archives were refused.
 */
export async function layAll(from: readonly NamedSource[], places: DatasetPlaces, licence?: string) {
  const { sources, problems } = await unpackArchives(from);
  problems.forEach(tell);
  const { groups, leftOver } = await sniffDatasets(sources);
  const taken = new Set<string>();
  let refused = problems.length;
  for (const group of groups) {
    if (group.reader === 'generic') tellOfPage(group);
    else if (!(await lay(group, places, taken, licence))) refused++;
  }
  tellLeftOver(leftOver);
  return { laid: taken.size, refused };
}

async function lay(
  group: DatasetGroup,
  places: DatasetPlaces,
  taken: Set<string>,
  licence: string | undefined,
): Promise<boolean> {
  const reading = await readDataset(group);
  if (reading.state === 'refused') {
    console.error(`✗ ${group.name} is refused:`);
    reading.problems.forEach(tell);
    if (reading.omitted > 0) console.error(`  … and ${reading.omitted} more`);
    return false;
  }
  const { dataset, remarks } = reading;
  const { entry, outcome } = await publishDataset(dataset, group.sources, places, taken, licence);
  const bytes = formatBytes(entry.files.reduce((sum, file) => sum + file.bytes, 0));
  const where = `${shown(places.published)}/${entry.folder}`;
  console.log(`✓ ${dataset.name}: ${entry.items} items, ${entry.files.length} files, ${bytes}, ${outcome} in ${where}`);
  for (const remark of remarks) console.log(`  remark: ${describe(remark)}`);
  return true;
}

const tell = (problem: DatasetError): void => console.error(`  ${describe(problem)}`);

/** "2018/112-A.jsonl, line 3, field answer: bad-field (reason beyond-options)". */
function describe({ code, details }: DatasetError): string {
  const { file, line, field, ...rest } = details;
  const place = [file, line !== null && `line ${line}`, field !== undefined && `field ${field}`]
    .filter(Boolean)
    .join(', ');
  const more = Object.entries(rest).map(([key, value]) => `${key} ${value}`);
  return `${place}: ${code}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
}

/** Which column of somebody's own table is what, a person has to say. */
function tellOfPage({ sources }: DatasetGroup): void {
  console.log(`- ${sources[0]?.name}: left out; drop it on the page, which asks what its columns are`);
}

/** By reason: a publisher's folder may hold a hundred files that are no questions. */
function tellLeftOver(leftOver: readonly LeftOver[]): void {
  for (const reason of new Set(leftOver.map((each) => each.reason))) {
    const names = leftOver.flatMap((each) => (each.reason === reason ? [each.name] : []));
    const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
    console.log(`- left out (${reason}): ${names.slice(0, 3).join(', ')}${more}`);
  }
}
