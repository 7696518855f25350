import type { StoredPlace } from './artifact-store';
import { isOwnFile, type StorableModel, usesLibrary } from './model-files';

/** What models' files take in this browser. */
export interface StoredBytes {
  bytes: number;
  /** Of files that no model known here has any use for: of one that was taken away, or an import that was broken off. */
  strayBytes: number;
}

type StoredFile = StoredPlace & { bytes: number };

/** `stored`: what the store's `addresses` says. */
export function strayFiles(
  models: readonly StorableModel[],
  modelsUrl: string,
  stored: readonly StoredFile[],
): StoredFile[] {
  return stored.filter(
    (place) => !models.some((model) => isOwnFile(model, modelsUrl, place) || usesLibrary(model, place)),
  );
}

export function storedBytesOf(
  models: readonly StorableModel[],
  modelsUrl: string,
  stored: readonly StoredFile[],
): StoredBytes {
  const sum = (files: readonly StoredFile[]) => files.reduce((all, { bytes }) => all + bytes, 0);
  return { bytes: sum(stored), strayBytes: sum(strayFiles(models, modelsUrl, stored)) };
}
