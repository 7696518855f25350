import { createJournals } from '@/models/import/journal';
import type { CarryOut } from '@/models/import/orders';
import type { ImportDependencies } from '@/models/import/store';
import { createArtifactStore } from '@/models/storage/artifact-store';
import { createStoredManifests } from '@/models/storage/stored-manifests';
import { MemoryDirectory } from '@/models/storage/testing/memory-directory';
import type { ModelsStore } from '@/models/store';

interface Options {
  carryOut?: CarryOut;
  /** Whether the build may reach the hub. */
  hub?: boolean;
  freeBytes?: number;
}

/** A disk in memory, and a worker that never answers unless a test has one. */
export function importParts(models: ModelsStore, options: Options = {}): ImportDependencies {
  const { carryOut = () => new Promise<never>(() => {}), hub = true, freeBytes = 1e12 } = options;
  const disk = new MemoryDirectory();
  const root = async () => disk.handle;
  return {
    ...{ models, carryOut, hub },
    modelsUrl: 'http://localhost:3000/models/',
    places: {
      store: createArtifactStore(root, async () => ({ quota: freeBytes, usage: 0 })),
      manifests: createStoredManifests(root),
      journals: createJournals(root),
    },
    locks: undefined,
    persist: async () => true,
  };
}
