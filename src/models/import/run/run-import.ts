import type { Manifest } from '../../../../model-config/models/manifest.ts';
import { ImportError } from '../errors';
import { downloadAll } from '../hub/repository-folder';
import type { HubSource, Journal } from '../journal';
import { phaseProgress } from '../progress';
import type { Given } from '../sources/given';
import { convert } from './convert';
import { copy } from './copy';
import type { ImportPlaces, RunOptions } from './places';
import { standingOf } from './standing';

/**
 * Makes a model of what the journal names, from where it stands. Last of all comes its manifest: until then the model is
 * not there, and whatever breaks the run off leaves a journal to go on by. `given` are the files that lie elsewhere.
 * Throws ImportError, ModelError or ConversionError.
 */
export async function runImport(
  journal: Journal,
  given: Given | null,
  places: ImportPlaces,
  options: RunOptions,
): Promise<Manifest> {
  const { journals, manifests, store } = places;
  await journals.write(journal);
  await checkSpace(journal, places);
  if (journal.source.kind === 'hub') await fetchSource(journal.id, journal.source, places, options);
  const manifest =
    journal.task.kind === 'copy'
      ? await copy(journal, journal.task.manifest, given!, store, options)
      : await convert(journal, journal.task, given, places, options);
  options.onProgress({ phase: 'finishing', loadedBytes: 0, totalBytes: 0, secondsLeft: null });
  options.signal.throwIfAborted();
  await manifests.write(manifest);
  await journals.remove(journal.id);
  return manifest;
}

async function fetchSource(
  id: string,
  source: HubSource,
  { journals, endpoint }: ImportPlaces,
  { onProgress, ...fetching }: RunOptions,
): Promise<void> {
  const total = source.files.reduce((sum, { bytes }) => sum + bytes, 0);
  // What is there counts as it is read and hashed again, so the count begins at nothing.
  const onBytes = phaseProgress('downloading', total, 0, onProgress);
  await downloadAll(source, await journals.downloads(id), { ...fetching, endpoint, onBytes });
}

/** Throws ImportError `storage-full` with both figures where the browser grants less than is still to be written. */
async function checkSpace(journal: Journal, { journals, store }: ImportPlaces): Promise<void> {
  const { neededBytes } = await standingOf(journal, journals, store);
  const freeBytes = await store.freeBytes();
  if (freeBytes !== null && freeBytes < neededBytes) throw new ImportError('storage-full', { neededBytes, freeBytes });
}
