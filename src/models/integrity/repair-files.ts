import type { ModelArtifacts } from '../artifacts';
import { type DownloadOptions, downloadModel } from '../download/download';
import type { ArtifactStore } from '../storage/artifact-store';
import type { ModelFile } from '../storage/model-files';

/**
 * Fetches the bad files of a model again, and no other. A bad file is removed first, so that it is not used
 * even where it cannot be had anew. Throws ModelError as a download does.
 */
export async function repairFiles(
  artifacts: ModelArtifacts,
  files: readonly ModelFile[],
  bad: readonly string[],
  store: ArtifactStore,
  options: DownloadOptions,
): Promise<{ downloadedBytes: number }> {
  await Promise.all(files.filter(({ path }) => bad.includes(path)).map((file) => store.remove(file)));
  return downloadModel(withOtherVariants(artifacts, files), store, options);
}

/** The device loads one variant; what else is stored of the model is mended with it. */
function withOtherVariants(artifacts: ModelArtifacts, files: readonly ModelFile[]): ModelArtifacts {
  const others = files.flatMap(({ url, scope, bytes, digest, quantization, adapterClass }) => {
    const loaded =
      quantization === artifacts.quantization && (adapterClass ?? artifacts.adapterClass) === artifacts.adapterClass;
    return loaded || digest?.algorithm !== 'sha256' ? [] : [{ url, scope, bytes, sha256: digest.value }];
  });
  return { ...artifacts, files: [...artifacts.files, ...others] };
}
