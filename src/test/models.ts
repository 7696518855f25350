import { records } from '@/models/catalog';
import type { Prepared } from '@/models/prepared';
import { createArtifactStore } from '@/models/storage/artifact-store';
import { createStoredManifests } from '@/models/storage/stored-manifests';
import { MemoryDirectory } from '@/models/storage/testing/memory-directory';
import { createModelsStore, type ModelsDependencies, type ModelsStore } from '@/models/store';
import { performOn } from '@/models/tasks/perform';
import type { Manifest } from '../../model-config/models/manifest.ts';
import { device } from './devices';
import type { FakeEngine } from './fake-engine';

const MODELS_URL = 'http://localhost:3000/models/';
export const SMOLLM2 = 'smollm2-135m-instruct';
export const CODER = 'qwen2.5-coder-1.5b-instruct';

/** What set-up would leave behind for a model: every variant of its record with every library. */
function manifestOf(id: string): Manifest {
  const record = records.find((each) => each.id === id)!;
  const file = (path: string) => ({ path, bytes: 1_000, sha256: 'a'.repeat(64) });
  return {
    format: 1,
    id,
    convertedFrom: 'a'.repeat(64),
    variants: record.variants.map(({ quantization, libraries }) => ({
      quantization,
      files: [file(`resolve/${quantization}/tensor-cache.json`)],
      libraries: libraries.map((adapterClass) => ({
        ...file(`lib/${quantization}-${adapterClass}.wasm`),
        adapterClass,
      })),
    })),
  };
}

export function prepared(...ids: string[]): Prepared {
  return { manifests: new Map(ids.map((id) => [id, manifestOf(id)])), problems: [] };
}

/** The real models store over a fake engine, on a device and with models that the test chooses. */
export function createTestModels(engine: FakeEngine, parts: Partial<ModelsDependencies> = {}): ModelsStore {
  const disk = new MemoryDirectory();
  const artifacts = createArtifactStore(
    async () => disk.handle,
    async () => ({ quota: 1e9, usage: 0 }),
  );
  return createModelsStore({
    engine,
    records,
    modelsUrl: MODELS_URL,
    hub: true,
    describeDevice: async () => device,
    readPrepared: async () => prepared(SMOLLM2, CODER),
    imported: createStoredManifests(async () => disk.handle),
    artifacts,
    runTask: performOn(artifacts),
    ...parts,
  });
}
