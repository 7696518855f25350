import type { ArtifactStore } from '../../storage/artifact-store';
import { missingBytes } from '../hub/repository-folder';
import type { Journal, Journals } from '../journal';

/** How far an import is on the disk: bytes in all, downloads included, and those still to be written. */
export async function standingOf(
  { id, modelsUrl, source, resultBytes }: Journal,
  journals: Journals,
  store: ArtifactStore,
): Promise<{ totalBytes: number; neededBytes: number }> {
  const folder = new URL(`${id}/`, modelsUrl).href;
  const kept = (await store.addresses()).filter(({ url }) => url.startsWith(folder));
  const written = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  const fromHub = source.kind === 'hub' ? source : null;
  const missing = fromHub ? await missingBytes(fromHub, await journals.downloads(id)) : 0;
  const downloads = fromHub?.files.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0;
  return { totalBytes: resultBytes + downloads, neededBytes: Math.max(0, resultBytes - written) + missing };
}
