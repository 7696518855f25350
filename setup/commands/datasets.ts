import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from '../app/build.ts';
import { addEntry, agreeTo } from '../datasets/add.ts';
import { type CatalogueEntry, entriesOf, readCatalogue } from '../datasets/catalog.ts';
import { folderSources } from '../datasets/folder-sources.ts';
import { layAll } from '../datasets/lay.ts';
import { askOnTerminal } from '../datasets/licence.ts';
import { readIndex, removeDataset } from '../datasets/publish.ts';
import { SetupError } from '../run/errors.ts';
import { alone } from '../run/lock.ts';
import { paths } from '../run/paths.ts';
import { ProgressLines } from '../run/progress.ts';
import { formatBytes } from '../run/units.ts';

const USAGE = 'npm run datasets -- add ID… [--accept-licence] | --from DIR | list | remove NAME';
const places = { published: paths.datasets, work: paths.work };
const options = { from: { type: 'string' }, 'accept-licence': { type: 'boolean' } } as const;

/** Shows what can be fetched; fetches data sets or takes them from a folder, lists them, or removes one. */
export async function datasets(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
  const { from, 'accept-licence': isAccepted = false } = values;
  const [action, ...names] = positionals;
  if (action === 'add' && names.length > 0 && from === undefined) return add(names, isAccepted);
  if (isAccepted) throw unknown(args);
  if (from !== undefined && !action) return alone(() => addFrom(resolve(from)));
  if (from !== undefined) throw unknown(args);
  if (!action) return showCatalogue();
  if (action === 'list' && names.length === 0) return list();
  if (action === 'remove' && names[0] && names.length === 1) return alone(() => remove(names[0]!));
  throw unknown(args);
}

const unknown = (args: string[]) => new SetupError(`Unknown: npm run datasets -- ${args.join(' ')}`, USAGE);

async function showCatalogue(): Promise<number> {
  const { datasets, templates } = await readIndex(places);
  const kinds = new Set<string>([...datasets.map(({ kind }) => kind), ...(templates ? ['templates'] : [])]);
  for (const entry of readCatalogue()) {
    console.log(`${entry.id}: ${entry.name}, ${entry.what}`);
    console.log(`  from     ${entry.publisher}`);
    console.log(`  licence  ${entry.licence.name} (${entry.licence.statedIn})`);
    console.log(`  get      ${howToGet(entry)}`);
    console.log(`  here     ${kinds.has(entry.kind) ? 'yes' : 'no'}\n`);
  }
  console.log(USAGE);
  return 0;
}

function howToGet({ id, get, bytes }: CatalogueEntry): string {
  if (get.by === 'hand') return `by hand: ${get.how}\n           ${get.url}`;
  return `npm run datasets -- add ${id}   (${bytes ? `about ${formatBytes(bytes)}` : 'size not known'})`;
}

async function add(ids: readonly string[], isAccepted: boolean): Promise<number> {
  const entries = entriesOf(ids, readCatalogue());
  await agreeTo(entries, { isAccepted, ask: askOnTerminal() });
  return alone(async () => {
    const lines = new ProgressLines();
    const sum = { laid: 0, refused: 0 };
    try {
      for (const entry of entries) {
        const { laid, refused } = await addEntry(entry, places, { work: paths.work, lines });
        sum.laid += laid;
        sum.refused += refused;
      }
    } finally {
      // What came before one that failed is here, and belongs into the page.
      if (sum.laid > 0) await buildApp(lines);
    }
    return sum.laid > 0 && sum.refused === 0 ? 0 : 1;
  });
}

async function addFrom(folder: string): Promise<number> {
  const { laid, refused } = await layAll(await folderSources(folder), places);
  if (laid > 0) await buildApp(new ProgressLines());
  else console.log(`No data set was found in ${folder}.`);
  return laid > 0 && refused === 0 ? 0 : 1;
}

async function list(): Promise<number> {
  const { datasets, templates = [] } = await readIndex(places);
  for (const { folder, name, items, licence, files } of datasets) {
    const bytes = formatBytes(files.reduce((sum, file) => sum + file.bytes, 0));
    const facts = [name, ...(licence ? [`licence: ${licence}`] : [])].join(', ');
    console.log(`${folder.padEnd(24)} ${`${items} items`.padStart(14)} ${bytes.padStart(10)}  ${facts}`);
  }
  for (const { folder, name, licence, file } of templates) {
    const facts = [`${name} (${file.path})`, ...(licence ? [`licence: ${licence}`] : [])].join(', ');
    console.log(`${folder.padEnd(24)} ${'templates'.padStart(14)} ${formatBytes(file.bytes).padStart(10)}  ${facts}`);
  }
  if (datasets.length + templates.length === 0) console.log(`No data sets yet. ${USAGE}`);
  return 0;
}

async function remove(name: string): Promise<number> {
  await removeDataset(name, places);
  await buildApp(new ProgressLines());
  console.log(`${name} is removed.`);
  return 0;
}
