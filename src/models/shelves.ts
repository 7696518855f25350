import type { Manifest } from '../../model-config/models/manifest.ts';
import type { ModelRecord, Variant } from '../../model-config/models/record.ts';
import type { DeviceReport } from './capability';
import { type Availability, variantFor } from './catalog';
import type { Prepared } from './prepared';
import type { Standing } from './storage/model-files';

/** `here`: loads at once, from beside the page or from this browser. `addable`: can be had. `cannot`: does not run on this device. */
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
  /** What of it is in this browser. */
  stored: Standing;
  /** Whether the server that the page came from has what this device loads, and answers. */
  besidePage: boolean;
}

/**
 * Every model there is a record of. One of the catalog cannot be replaced by one that brings a record of the same name;
 * its files may lie in this browser instead of beside the page.
 */
export function knownModels(records: readonly ModelRecord[], prepared: Prepared, imported: Prepared): KnownModel[] {
  const models = new Map<string, KnownModel>();
  for (const record of records) {
    const beside = prepared.manifests.get(record.id);
    const stored = imported.manifests.get(record.id);
    const fromHere = !beside && stored && !stored.record;
    models.set(record.id, { record, origin: fromHere ? 'imported' : 'catalog', manifest: fromHere ? stored : beside });
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

/** The variant that is loaded of a model here, or would be. */
export function variantShown({ record, availability }: ModelEntry, device: DeviceReport): Variant {
  const loaded = availability.state === 'ready' ? availability.artifacts.quantization : null;
  const here = record.variants.find(({ quantization }) => quantization === loaded);
  return here ?? variantFor(record, device) ?? record.variants[0]!;
}

/** Puts a model on its shelf. `reachable`: the server that the page came from answers. */
export function shelve(
  model: KnownModel,
  availability: Availability,
  stored: Standing,
  { modelsUrl, reachable }: { modelsUrl: string; reachable: boolean },
): ModelEntry {
  const besidePage =
    reachable &&
    model.origin !== 'imported' &&
    availability.state === 'ready' &&
    availability.artifacts.weightsUrl.startsWith(modelsUrl);
  return { ...model, availability, stored, besidePage, shelf: shelfOf(availability, besidePage || stored.complete) };
}

function shelfOf(availability: Availability, isHere: boolean): Shelf {
  if (availability.state === 'cannot-run') return 'cannot';
  return availability.state === 'ready' && isHere ? 'here' : 'addable';
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
