import type { Manifest } from '../../model-config/models/manifest.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import type { Availability } from './catalog';
import type { Prepared } from './prepared';

/** `here`: loads from this folder or from what this browser stored. `addable`: can be had. `cannot`: does not run on this device. */
export type Shelf = 'here' | 'addable' | 'cannot';

/** `catalog`: Hakui has its record. `added`: with `npm run models -- add`, its record beside it. `imported`: made in this browser. */
export type Origin = 'catalog' | 'added' | 'imported';

interface KnownModel {
  record: ModelRecord;
  origin: Origin;
  /** What is prepared of it, in the folder beside the page or in this browser. */
  manifest: Manifest | undefined;
}

export interface ModelEntry extends KnownModel {
  availability: Availability;
  shelf: Shelf;
}

/** Every model there is a record of. One of the catalog cannot be replaced by one that calls itself the same. */
export function knownModels(records: readonly ModelRecord[], prepared: Prepared, imported: Prepared): KnownModel[] {
  const models = new Map<string, KnownModel>();
  for (const record of records) {
    models.set(record.id, { record, origin: 'catalog', manifest: prepared.manifests.get(record.id) });
  }
  for (const [origin, { manifests }] of [['added', prepared] as const, ['imported', imported] as const]) {
    for (const manifest of manifests.values()) {
      const { record } = manifest;
      if (record && record.id === manifest.id && !models.has(record.id))
        models.set(record.id, { record, origin, manifest });
    }
  }
  return [...models.values()];
}

/**
 * Puts a model on its shelf. Published weights load without set-up, but only what this browser has
 * already stored is here; `isStored` tells.
 */
export function shelve(
  model: KnownModel,
  availability: Availability,
  modelsUrl: string,
  isStored: (url: string) => boolean,
): ModelEntry {
  return { ...model, availability, shelf: shelfOf(availability, modelsUrl, isStored) };
}

function shelfOf(availability: Availability, modelsUrl: string, isStored: (url: string) => boolean): Shelf {
  if (availability.state === 'cannot-run') return 'cannot';
  if (availability.state !== 'ready') return 'addable';
  const { weightsUrl } = availability.artifacts;
  return weightsUrl.startsWith(modelsUrl) || isStored(weightsUrl) ? 'here' : 'addable';
}

const ROLE_RANK: Readonly<Record<ModelRecord['role'], number>> = { product: 0, general: 1, fixture: 2 };

/**
 * The model to start with: the one Hakui is made for, else a general one, the test fixture only where
 * nothing else is here. Of two in one role the larger on a GPU, the smaller where a processor does the
 * work; one whose memory is in doubt comes after one that surely fits.
 */
export function bestOf(entries: readonly ModelEntry[]): ModelEntry | null {
  const here = entries.flatMap((entry) =>
    entry.shelf === 'here' && entry.availability.state === 'ready' ? [{ entry, ...entry.availability }] : [],
  );
  here.sort((a, b) => {
    const byRole = ROLE_RANK[a.entry.record.role] - ROLE_RANK[b.entry.record.role];
    const byDoubt = Number(a.guess !== null) - Number(b.guess !== null);
    const bySize = b.artifacts.gpuMemoryBytes - a.artifacts.gpuMemoryBytes;
    return byRole || byDoubt || (a.artifacts.adapterClass === 'gpu' ? bySize : -bySize);
  });
  return here[0]?.entry ?? null;
}
