import type { Manifest } from '../../../model-config/models/manifest.ts';
import type { Quantization } from '../../../model-config/models/quantization.ts';
import type { AdapterClass, ModelRecord } from '../../../model-config/models/record.ts';
import { type ModelArtifacts, scopeOf } from '../artifacts';
import type { Availability } from '../catalog';
import { knownFiles } from '../download/download';
import { ModelError } from '../errors';
import type { ArtifactStore, Stored, StoredPlace } from './artifact-store';

/** One file of a model, with its place in the folder that set-up makes of a model. */
export interface ModelFile extends Stored {
  /** Below `public/models/<id>/`, as a manifest states it: "resolve/q4f16_1/params_shard_0.bin". */
  path: string;
  quantization: Quantization;
  /** Of a library; null for the weights and what belongs to them. */
  adapterClass: AdapterClass | null;
}

/** What is known of a model before the device is asked. */
export interface StorableModel {
  record: ModelRecord;
  origin: 'catalog' | 'added' | 'imported';
  manifest: Manifest | undefined;
}

/** What this device loads of a model; null where it cannot run it, or cannot yet. */
export function artifactsOf({ availability }: { availability: Availability }): ModelArtifacts | null {
  return availability.state === 'ready' ? availability.artifacts : null;
}

/** Where a model's files may lie: `modelsUrl` is absolute and ends in '/'. */
function foldersOf({ record }: StorableModel, modelsUrl: string): string[] {
  const published = record.variants.flatMap(({ publishedWeights }) => publishedWeights ?? []);
  return [`${modelsUrl}${record.id}/`, ...published];
}

/** Whether a stored file is one of this model's own; a published library may serve several models and is none's own. */
export function isOwnFile(model: StorableModel, modelsUrl: string, { url }: Pick<StoredPlace, 'url'>): boolean {
  return foldersOf(model, modelsUrl).some((folder) => url.startsWith(folder));
}

export function usesLibrary({ record }: StorableModel, { url }: Pick<StoredPlace, 'url'>): boolean {
  return record.variants.some(({ publishedLibrary }) => publishedLibrary === url);
}

/** What of a model is in this browser. */
export interface Standing {
  /** Of all its variants. */
  bytes: number;
  /** Whether every file that this device loads of it is here, so that neither server nor network is needed. */
  complete: boolean;
}

/** `stored`: what the store's `addresses` says. */
export async function standingOf(
  model: StorableModel,
  artifacts: ModelArtifacts | null,
  modelsUrl: string,
  store: ArtifactStore,
  stored: readonly (StoredPlace & { bytes: number })[],
): Promise<Standing> {
  const own = stored.filter((place) => isOwnFile(model, modelsUrl, place));
  const bytes = own.reduce((sum, file) => sum + file.bytes, 0);
  if (artifacts === null || bytes === 0) return { bytes, complete: false };
  const files = await filesToLoad(artifacts, store);
  const found = await Promise.all(files.map((file) => store.find(file)));
  // Of a published model the shards are known only once their list is here.
  return { bytes, complete: found.every((file) => file !== null) };
}

/** A list of shards that cannot be read names none; it is itself a file to check. */
async function filesToLoad(artifacts: ModelArtifacts, store: ArtifactStore): Promise<Stored[]> {
  try {
    return await knownFiles(artifacts, store);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return knownFiles(artifacts, { find: async () => null });
  }
}

/**
 * The files of a model that belong into this browser: those that the device loads (`artifacts`; null where
 * it cannot run the model), and of every other variant those of which something is stored. Of a model made
 * in this browser everything its manifest names belongs here.
 */
export async function filesOf(
  model: StorableModel,
  artifacts: ModelArtifacts | null,
  modelsUrl: string,
  store: ArtifactStore,
): Promise<ModelFile[]> {
  const stored = new Set((await store.addresses()).map(({ url }) => url));
  const loaded = artifacts ? await loadedFiles(artifacts, store) : [];
  const seen = new Set(loaded.map(({ url }) => url));
  const others = model.manifest ? manifestFiles(model.manifest, modelsUrl) : [];
  const begun = new Set(
    others.filter((file) => file.adapterClass === null && stored.has(file.url)).map((file) => file.quantization),
  );
  const belongs = (file: ModelFile) =>
    model.origin === 'imported' || (file.adapterClass === null ? begun.has(file.quantization) : stored.has(file.url));
  return [...loaded, ...others.filter((file) => !seen.has(file.url) && belongs(file))];
}

async function loadedFiles(artifacts: ModelArtifacts, store: ArtifactStore): Promise<ModelFile[]> {
  const { quantization, adapterClass, weightsUrl, libraryUrl } = artifacts;
  return (await filesToLoad(artifacts, store)).map((file) =>
    file.url === libraryUrl
      ? { ...file, path: `lib/${quantization}-${adapterClass}.wasm`, quantization, adapterClass }
      : { ...file, path: `resolve/${quantization}/${nameIn(weightsUrl, file.url)}`, quantization, adapterClass: null },
  );
}

function nameIn(folder: string, url: string): string {
  return url.startsWith(folder) ? url.slice(folder.length) : url.slice(url.lastIndexOf('/') + 1);
}

function manifestFiles({ id, variants }: Manifest, modelsUrl: string): ModelFile[] {
  const folder = new URL(`${id}/`, modelsUrl).href;
  const fileOf = (
    { path, bytes, sha256 }: { path: string; bytes: number; sha256: string },
    quantization: Quantization,
    adapterClass: AdapterClass | null,
  ): ModelFile => {
    const url = new URL(path, folder).href;
    const digest = { algorithm: 'sha256', value: sha256 } as const;
    return { url, scope: scopeOf(url), bytes, digest, path, quantization, adapterClass };
  };
  return variants.flatMap(({ quantization, files, libraries }) => [
    ...files.map((file) => fileOf(file, quantization, null)),
    ...libraries.map((file) => fileOf(file, quantization, file.adapterClass)),
  ]);
}
