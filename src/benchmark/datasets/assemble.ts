import { LANGUAGES } from '@/i18n/languages';
import type { Dataset, DatasetFile, DatasetKind, Item, ItemFacts } from '../types';
import { contentHash } from './content-hash';
import type { DatasetError, Problems } from './errors';
import { naturalOrder } from './natural-order';

/** What became of the files: a data set, perhaps with remarks on what its publisher got wrong, or all that stands in its way. */
export type DatasetReading =
  | { state: 'read'; dataset: Dataset; remarks: DatasetError[]; remarksOmitted: number }
  | { state: 'refused'; problems: DatasetError[]; omitted: number };

/** Where a record stands. */
export interface Place {
  file: string;
  line: number;
}

export const NO_FACTS: ItemFacts = {
  year: null,
  block: null,
  category: null,
  points: null,
  prohibited: [],
  humanAccuracy: null,
  humanShares: null,
};

/** The largest published set has 183,000; more than this many are no benchmark, and would fill the memory. */
const MOST_ITEMS = 500_000;

/** Records by id; a second one of the same id is a problem that names both. */
export class ById<T> {
  readonly entries = new Map<string, T & { place: Place }>();
  readonly #problems: Problems;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  add(id: string, record: T, place: Place): void {
    const other = this.entries.get(id)?.place;
    if (other) {
      this.#problems.add('duplicate-id', { ...place, id, otherFile: other.file, otherLine: other.line });
    } else if (this.entries.size < MOST_ITEMS) {
      this.entries.set(id, { ...record, place });
    } else {
      this.#problems.add('too-many-items', { ...place, limit: MOST_ITEMS });
    }
  }
}

export interface Assembly {
  kind: DatasetKind;
  name: string;
  items: Item[];
  files: DatasetFile[];
  problems: Problems;
  remarks: Problems;
}

/** The data set of what was read: in one order, whatever the order of the files. Refused with any problem, or without an item. */
export async function assemble({ kind, name, items, files, problems, remarks }: Assembly): Promise<DatasetReading> {
  if (items.length === 0 && !problems.any) problems.add('no-items', { file: files[0]?.name ?? name, line: 1 });
  if (problems.any) return { state: 'refused', problems: problems.list, omitted: problems.omitted };
  items.sort((a, b) => naturalOrder(a.id, b.id));
  const dataset: Dataset = {
    id: await contentHash(kind, items),
    kind,
    name,
    languages: LANGUAGES.filter((language) => items.some((item) => item.texts[language])),
    items,
    files: files.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
  return { state: 'read', dataset, remarks: remarks.list, remarksOmitted: remarks.omitted };
}
