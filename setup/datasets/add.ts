import { SetupError } from '../run/errors.ts';
import { shown } from '../run/paths.ts';
import type { CatalogueEntry } from './catalog.ts';
import { byHand, type FetchTools, withFetched } from './fetch.ts';
import { layAll } from './lay.ts';
import { type Ask, acceptLicences } from './licence.ts';
import { type DatasetPlaces, publishTemplates } from './publish.ts';

/** A page of text: what is longer is something else, and the page would not read it. */
const LONGEST_TEMPLATES = 1 << 20;

/** Before anything is fetched: whether all of it can be, and whether its licences are accepted. Throws SetupError. */
export async function agreeTo(
  entries: readonly CatalogueEntry[],
  answer: { isAccepted: boolean; ask: Ask },
): Promise<void> {
  for (const entry of entries) if (entry.get.by === 'hand') throw byHand(entry, entry.get);
  await acceptLicences(entries, answer);
}

/** Fetches an entry and lays what it holds. Returns as `layAll` does. Throws SetupError. */
export function addEntry(entry: CatalogueEntry, places: DatasetPlaces, tools: FetchTools) {
  const licence = entry.licence.name;
  return withFetched(entry, tools, async (sources) => {
    if (entry.kind !== 'templates') return layAll(sources, places, licence);
    const [file] = sources;
    if (!file || file.size === 0 || file.size > LONGEST_TEMPLATES) {
      throw new SetupError(
        `What ${entry.get.url} sent is no template file: ${file?.size ?? 0} bytes.`,
        'The publisher has changed it: the catalogue (setup/datasets/catalog.json) must be reviewed.',
      );
    }
    const { folder } = await publishTemplates({ folder: entry.id, name: entry.name, licence }, file, places);
    console.log(`✓ ${entry.name}: ${file.name} lies in ${shown(places.published)}/${folder}.`);
    console.log('  The benchmark screen offers it beside the data sets: its templates become protocols there.');
    return { laid: 1, refused: 0 };
  });
}
