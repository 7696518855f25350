import { shardsOf } from '../download/published-files';
import { ModelError } from '../errors';
import type { ArtifactStore } from '../storage/artifact-store';
import type { ModelFile } from '../storage/model-files';
import { hashOf, type WorkOptions } from './hash-file';

/** `unstated`: readable and of the right length, but its publisher states no hash to hold it to. */
export type FileState = 'right' | 'unstated' | 'wrong' | 'missing';

export interface CheckedFile {
  path: string;
  bytes: number | null;
  state: FileState;
}

export const isBad = ({ state }: CheckedFile) => state === 'wrong' || state === 'missing';

/**
 * Reads every stored file of a model again and holds it to what is stated of it; in the order of `files`. What is found
 * damaged is not used any more, until it is fetched anew.
 */
export async function verifyFiles(
  files: readonly ModelFile[],
  store: ArtifactStore,
  options: WorkOptions,
): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = [];
  for (const file of files) {
    const { path, bytes } = file;
    const state = await stateOf(file, store, options);
    if (state !== 'missing') await store.judge(file, state === 'wrong');
    checked.push({ path, bytes, state });
  }
  return checked;
}

async function stateOf(file: ModelFile, store: ArtifactStore, options: WorkOptions): Promise<FileState> {
  const kept = await store.findAny(file);
  if (kept === null) return 'missing';
  if (file.bytes !== null && kept.size !== file.bytes) return 'wrong';
  if (file.digest === null) return (await isReadableList(file, kept)) ? 'unstated' : 'wrong';
  try {
    const { algorithm, value } = file.digest;
    return (await hashOf(kept, algorithm, options)) === value ? 'right' : 'wrong';
  } catch (error) {
    // The disk no longer gives the bytes back.
    if (error instanceof DOMException && error.name === 'NotReadableError') return 'wrong';
    throw error;
  }
}

/** The list of shards is no use if it cannot be read; of other files nothing can be told. */
async function isReadableList({ url }: ModelFile, kept: File): Promise<boolean> {
  if (!url.endsWith('/tensor-cache.json')) return true;
  try {
    shardsOf(url, await kept.text());
    return true;
  } catch (error) {
    if (error instanceof ModelError) return false;
    throw error;
  }
}
