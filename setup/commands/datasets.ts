import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { unpackArchives } from '../../src/benchmark/datasets/archive.ts';
import type { DatasetError } from '../../src/benchmark/datasets/errors.ts';
import { readDataset } from '../../src/benchmark/datasets/read-dataset.ts';
import { type DatasetGroup, type LeftOver, sniffDatasets } from '../../src/benchmark/datasets/sniff.ts';
import { buildApp } from '../app/build.ts';
import { folderSources } from '../datasets/folder-sources.ts';
import { publishDataset, readIndex, removeDataset } from '../datasets/publish.ts';
import { SetupError } from '../run/errors.ts';
import { alone } from '../run/lock.ts';
import { paths, shown } from '../run/paths.ts';
import { ProgressLines } from '../run/progress.ts';
import { formatBytes } from '../run/units.ts';

const USAGE = 'npm run datasets -- --from DIR | list | remove NAME';
const places = { published: paths.datasets, work: paths.work };

/** Lays data sets beside the page, lists them, or removes one. */
export async function datasets(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { from: { type: 'string' } } });
  const [action, name] = positionals;
  if (values.from !== undefined && !action) return alone(() => addFrom(resolve(values.from ?? '.')));
  if (action === 'list' && !name) return list();
  if (action === 'remove' && name) return alone(() => remove(name));
  // Without arguments the sets will be fetched from their publishers, licence first; that is not here yet.
  throw new SetupError(`Unknown: npm run datasets ${args.length ? `-- ${args.join(' ')}` : ''}`.trim(), USAGE);
}

async function addFrom(folder: string): Promise<number> {
  const { sources, problems } = await unpackArchives(await folderSources(folder));
  problems.forEach(tell);
  const { groups, leftOver } = await sniffDatasets(sources);
  const taken = new Set<string>();
  let refused = problems.length;
  for (const group of groups) {
    if (group.reader === 'generic') tellOfPage(group);
    else if (!(await lay(group, taken))) refused++;
  }
  tellLeftOver(leftOver);
  if (taken.size > 0) await buildApp(new ProgressLines());
  else console.log(`No data set was found in ${folder}.`);
  return taken.size > 0 && refused === 0 ? 0 : 1;
}

async function lay(group: DatasetGroup, taken: Set<string>): Promise<boolean> {
  const reading = await readDataset(group);
  if (reading.state === 'refused') {
    console.error(`✗ ${group.name} is refused:`);
    reading.problems.forEach(tell);
    if (reading.omitted > 0) console.error(`  … and ${reading.omitted} more`);
    return false;
  }
  const { dataset, remarks } = reading;
  const { entry, outcome } = await publishDataset(dataset, group.sources, places, taken);
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

async function list(): Promise<number> {
  const index = await readIndex(places);
  for (const { folder, name, items, files } of index.datasets) {
    const bytes = formatBytes(files.reduce((sum, file) => sum + file.bytes, 0));
    console.log(`${folder.padEnd(24)} ${`${items} items`.padStart(14)} ${bytes.padStart(10)}  ${name}`);
  }
  if (index.datasets.length === 0) console.log(`No data sets yet. ${USAGE}`);
  return 0;
}

async function remove(name: string): Promise<number> {
  await removeDataset(name, places);
  await buildApp(new ProgressLines());
  console.log(`${name} is removed.`);
  return 0;
}
