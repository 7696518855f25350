import type { ArtifactFile, ModelArtifacts } from '../artifacts';
import { ModelError } from '../errors';
import type { ArtifactStore, Stored } from '../storage/artifact-store';
import { ByteProgress, type BytesReport } from './byte-progress';
import { type FetchOptions, fetchBytes } from './fetch-bytes';
import { parsedFirst, shardsOf } from './published-files';
import { streamOf, verified } from './verify';

export interface DownloadOptions extends FetchOptions {
  onProgress?: (report: BytesReport) => void;
  /**
   * Called at every download, when all files but the weights are stored and before any of these is asked
   * for. What it throws ends the download.
   */
  beforeWeights?: () => Promise<void>;
}

/** One connection seldom fills a line; more than a few gain nothing and cost memory. */
const PARALLEL = 3;

/**
 * Brings every file of a model into the store, verified; files that are there already stay as they are.
 * Files of an earlier version of the same weights are removed at the end. Memory in use is bounded by
 * the streams' buffers. Throws ModelError; what was verified before the error stays.
 */
export async function downloadModel(
  artifacts: ModelArtifacts,
  store: ArtifactStore,
  options: DownloadOptions,
): Promise<{ downloadedBytes: number }> {
  const files = await allFiles(artifacts, store, options);
  const missing = await filesMissing(files, store);
  const neededBytes = sumBytes(missing);
  await checkRoom(store, neededBytes);

  const progress = new ByteProgress(sumBytes(files), sumBytes(files) - neededBytes);
  options.onProgress?.(progress.report());
  const fetchAll = (some: Stored[]) =>
    inParallel(some, options.signal, async (file, signal) => {
      await fetchInto(store, file, { ...options, signal }, (bytes) => {
        progress.add(bytes);
        options.onProgress?.(progress.report());
      });
    });
  await fetchAll(missing.filter((file) => !isWeights(file)));
  await options.beforeWeights?.();
  await fetchAll(missing.filter(isWeights));
  await removeForeign(artifacts.weightsUrl, files, store);
  return { downloadedBytes: neededBytes };
}

/** Bytes of the model that are in the store, and of all its files as far as they are known without the network. */
export async function storedBytes(artifacts: ModelArtifacts, store: ArtifactStore): Promise<BytesReport> {
  const files = await knownFiles(artifacts, store);
  const totalBytes = sumBytes(files);
  return { loadedBytes: totalBytes - sumBytes(await filesMissing(files, store)), totalBytes, secondsLeft: null };
}

/** Shards, by the name that every list gives them. */
function isWeights({ url }: Stored): boolean {
  return url.endsWith('.bin');
}

function statedFiles(artifacts: ModelArtifacts): Stored[] {
  return artifacts.files.map(storedForm);
}

/** A file as the store is asked for it. */
export function storedForm({ url, scope, bytes, sha256 }: ArtifactFile): Stored {
  return { url, scope, bytes, digest: sha256 === null ? null : { algorithm: 'sha256', value: sha256 } };
}

/** A published model states its shards in tensor-cache.json only, so that file comes first. */
function listToRead(files: Stored[]): Stored | undefined {
  return files.find(({ url, digest }) => digest === null && url.endsWith('/tensor-cache.json'));
}

async function allFiles(artifacts: ModelArtifacts, store: ArtifactStore, options: DownloadOptions): Promise<Stored[]> {
  const list = listToRead(statedFiles(artifacts));
  if (list !== undefined && (await store.find(list)) === null) await fetchInto(store, list, options, () => undefined);
  try {
    return await knownFiles(artifacts, store);
  } catch (error) {
    // A list that cannot be read must not stay: it would fail every later load too.
    if (list !== undefined) await store.remove(list);
    throw error;
  }
}

/** The files of a model as far as they are known without the network: a published one's shards only once its list is there. */
export async function knownFiles(artifacts: ModelArtifacts, store: Pick<ArtifactStore, 'find'>): Promise<Stored[]> {
  const files = statedFiles(artifacts);
  const list = listToRead(files);
  const response = list && (await store.find(list));
  return response ? [...files, ...shardsOf(list.url, await response.text())] : files;
}

async function filesMissing(files: Stored[], store: ArtifactStore): Promise<Stored[]> {
  const found = await Promise.all(files.map((file) => store.find(file)));
  return files.filter((_, index) => found[index] === null);
}

async function checkRoom(store: ArtifactStore, neededBytes: number): Promise<void> {
  const freeBytes = neededBytes > 0 ? await store.freeBytes() : null;
  if (freeBytes !== null && freeBytes < neededBytes) throw new ModelError('storage-full', { neededBytes, freeBytes });
}

async function fetchInto(
  store: ArtifactStore,
  file: Stored,
  options: FetchOptions,
  onBytes: (bytes: number) => void,
): Promise<void> {
  async function* counted() {
    for await (const chunk of verified(fetchBytes(file.url, file.bytes, options), file.url, file)) {
      onBytes(chunk.byteLength);
      yield chunk;
    }
  }
  await store.write(file, streamOf(file.digest === null ? parsedFirst(counted(), file.url) : counted()));
}

/** Runs `work` on every file, a few at a time. The first failure stops the others and is thrown once they have stopped. */
async function inParallel(
  files: Stored[],
  signal: AbortSignal,
  work: (file: Stored, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const all = AbortSignal.any([signal, stop.signal]);
  const queue = files.values();
  let failure: { error: unknown } | null = null;
  const lane = async () => {
    for (const file of queue) {
      if (all.aborted) return;
      try {
        await work(file, all);
      } catch (error) {
        failure ??= { error };
        stop.abort();
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
  if (signal.aborted) throw new ModelError('cancelled');
  if (failure !== null) throw (failure as { error: unknown }).error;
}

async function removeForeign(weightsUrl: string, files: Stored[], store: ArtifactStore): Promise<void> {
  const wanted = new Set(files.map(({ url }) => url));
  const kept = await store.addresses();
  const foreign = kept.filter(({ url }) => url.startsWith(weightsUrl) && !wanted.has(url));
  await Promise.all(foreign.map((place) => store.remove(place)));
}

function sumBytes(files: Stored[]): number {
  return files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
}
