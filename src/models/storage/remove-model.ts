import type { ArtifactStore } from './artifact-store';
import { isOwnFile, type Standing, type StorableModel, usesLibrary } from './model-files';
import type { StoredManifests } from './stored-manifests';

/**
 * Removes a model's files and manifest from this browser. A published library stays as long as another model
 * that is stored here uses it: with the network gone it could not be had again.
 */
export async function removeModel(
  model: StorableModel,
  all: readonly (StorableModel & { stored: Standing })[],
  modelsUrl: string,
  { artifacts, imported }: { artifacts: ArtifactStore; imported: Pick<StoredManifests, 'remove'> },
): Promise<void> {
  const { id } = model.record;
  // The manifest goes first: a model half removed is none.
  if (model.origin === 'imported') await imported.remove(id);
  const others = all.filter(({ record, stored }) => record.id !== id && stored.bytes > 0);
  for (const place of await artifacts.addresses()) {
    const own = isOwnFile(model, modelsUrl, place);
    const lent = usesLibrary(model, place) && !others.some((other) => usesLibrary(other, place));
    if (own || lent) await artifacts.remove(place);
  }
}
