import type { Manifest, ManifestFile } from '../../../../model-config/models/manifest.ts';
import { streamOf, verified } from '../../download/verify';
import type { ArtifactStore } from '../../storage/artifact-store';
import { storedAs } from '../addresses';
import { ImportError } from '../errors';
import type { Journal } from '../journal';
import { phaseProgress } from '../progress';
import { chunksOf } from '../sources/blob-source';
import type { Given } from '../sources/given';
import type { RunOptions } from './places';

/** All files that a manifest lists. */
export const filesOf = ({ variants }: Manifest): ManifestFile[] =>
  variants.flatMap(({ files, libraries }) => [
    ...files,
    ...libraries.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
  ]);

/**
 * Copies a model that was made elsewhere, each file held to the hash its manifest states. Throws ImportError
 * `missing-file`, ModelError `wrong-hash`, both naming the file. Files that are here already are not read again.
 */
export async function copy(
  { id, modelsUrl }: Journal,
  manifest: Manifest,
  given: Given,
  store: ArtifactStore,
  { onProgress, signal }: RunOptions,
): Promise<Manifest> {
  const files = filesOf(manifest);
  const found = await Promise.all(files.map((file) => store.find(storedAs(modelsUrl, id, file))));
  const sum = (some: ManifestFile[]) => some.reduce((bytes, file) => bytes + file.bytes, 0);
  const count = phaseProgress('copying', sum(files), sum(files.filter((_, index) => found[index])), onProgress);
  for (const [index, file] of files.entries()) {
    if (found[index]) continue;
    const source = given.files.find(({ path }) => path === file.path)?.file;
    if (!source) throw new ImportError('missing-file', { url: file.path, status: null });
    async function* counted() {
      for await (const chunk of verified(chunksOf(file.path, source!), file.path, digestOf(file))) {
        signal.throwIfAborted();
        count(chunk.byteLength);
        yield chunk;
      }
    }
    await store.write(storedAs(modelsUrl, id, file), streamOf(counted()));
  }
  return manifest;
}

const digestOf = ({ bytes, sha256 }: ManifestFile) =>
  ({ bytes, digest: { algorithm: 'sha256', value: sha256 } }) as const;
