import type { ManifestFile } from '../../../model-config/models/manifest.ts';
import type { Quantization } from '../../../model-config/models/quantization.ts';
import { scopeOf } from '../artifacts';
import type { ArtifactStore, Stored, StoredPlace } from '../storage/artifact-store';

/** Where an imported model's files are kept: under the addresses they would have beside the page. */
export function placeOf(modelsUrl: string, id: string, path: string): StoredPlace {
  const { href: url } = new URL(`${id}/${path}`, modelsUrl);
  return { url, scope: scopeOf(url) };
}

export function storedAs(modelsUrl: string, id: string, { path, bytes, sha256 }: ManifestFile): Stored {
  return { ...placeOf(modelsUrl, id, path), bytes, digest: { algorithm: 'sha256', value: sha256 } };
}

export const weightsPath = (quantization: Quantization) => `resolve/${quantization}/`;

/** Removes every file that is kept below a model's address. */
export async function removeModelFiles(store: ArtifactStore, modelsUrl: string, id: string): Promise<void> {
  const folder = new URL(`${id}/`, modelsUrl).href;
  const kept = await store.addresses();
  await Promise.all(kept.filter(({ url }) => url.startsWith(folder)).map((place) => store.remove(place)));
}
