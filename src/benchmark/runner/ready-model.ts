import { EngineError } from '@/engine/errors';
import type { LoadedModel } from '@/engine/types';
import type { ModelArtifacts } from '@/models/artifacts';
import { loadedModel, type ModelsStore } from '@/models/store';
import type { Manifest } from '../../../model-config/models/manifest.ts';

export interface ReadyModel {
  name: string;
  artifacts: ModelArtifacts;
  loaded: LoadedModel;
  /** What its files were made like; undefined of a published model. */
  manifest: Manifest | undefined;
}

/** Has the model of that id in memory, loading it where another or none is. Rejects with an EngineError. */
export async function readyModel(models: ModelsStore, id: string, signal: AbortSignal): Promise<ReadyModel> {
  const { load, whenReady } = models.getState();
  const before = loadedModel(models.getState().engine);
  if (before?.id !== id && models.getState().wantedId !== id) void load(id).catch(() => undefined);
  const loaded = await whenReady(signal);
  const entry = models.getState().entries.find(({ record }) => record.id === id);
  if (loaded.id !== id || entry?.availability.state !== 'ready') throw new EngineError('not-loaded');
  return { name: entry.record.name, artifacts: entry.availability.artifacts, loaded, manifest: entry.manifest };
}
