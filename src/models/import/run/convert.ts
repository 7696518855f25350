import type { FileSink } from '../../../../model-config/convert/byte-source.ts';
import { convertGguf, convertSafetensors } from '../../../../model-config/convert/convert.ts';
import type { Manifest } from '../../../../model-config/models/manifest.ts';
import type { Quantization } from '../../../../model-config/models/quantization.ts';
import type { ArtifactStore } from '../../storage/artifact-store';
import { placeOf, weightsPath } from '../addresses';
import { repositoryFolder } from '../hub/repository-folder';
import type { ConvertTask, Journal } from '../journal';
import { phaseProgress } from '../progress';
import { blobSource } from '../sources/blob-source';
import { type Given, givenFolder } from '../sources/given';
import { hashOfAll } from '../sources/identity';
import { takeLibrary } from './library-file';
import type { ImportPlaces, RunOptions } from './places';

/** Writes the model's 4-bit files and its library into the store, from the last finished shard on. */
export async function convert(
  journal: Journal,
  task: ConvertTask,
  given: Given | null,
  { store, journals }: ImportPlaces,
  { onProgress, shardBytes, ...fetching }: RunOptions,
): Promise<Manifest> {
  const { id, modelsUrl } = journal;
  const { record, quantization, adapterClass } = task;
  // First, so that an import that cannot end does not begin.
  const library = await takeLibrary(journal, task, store, { onProgress, ...fetching });
  let count: ((bytes: number) => void) | null = null;
  let before = 0;
  const conversion = {
    record,
    quantization,
    shardBytes,
    sink: storeSink(store, modelsUrl, id, quantization),
    signal: fetching.signal,
    resume: task.written ?? undefined,
    onProgress: ({ done, total }: { done: number; total: number }) => {
      if (count) count(done - before);
      else count = phaseProgress('converting', total, done, onProgress);
      before = done;
    },
    onWritten: (written: NonNullable<ConvertTask['written']>) =>
      journals.write({ ...journal, task: { ...task, written } }),
  };
  const files = await convertSource(conversion, journal, given, journals);
  const folder = weightsPath(quantization);
  return {
    format: 1,
    id,
    record,
    convertedFrom: await sourceHash(journal),
    // Fitting weights to a text takes set-up.
    weights: { rule: 'searched', calibration: null },
    variants: [
      {
        quantization,
        files: files.map((file) => ({ ...file, path: folder + file.path })),
        libraries: [{ ...library, adapterClass }],
      },
    ],
  };
}

type Conversion = Omit<Parameters<typeof convertGguf>[0], 'sources'>;

async function convertSource(
  conversion: Conversion,
  { id, source }: Journal,
  given: Given | null,
  journals: ImportPlaces['journals'],
) {
  if (source.kind === 'hub') {
    const folder = repositoryFolder(source, await journals.downloads(id));
    return convertSafetensors({ ...conversion, folder });
  }
  if (given?.kind === 'checkpoint') {
    const adapter = given.adapter ? givenFolder(given.adapter.name, given.adapter.files) : undefined;
    return convertSafetensors({ ...conversion, folder: givenFolder(given.name, given.files), adapter });
  }
  return convertGguf({ ...conversion, sources: given!.files.map(({ path, file }) => blobSource(path, file)) });
}

/** SHA-256 over names and hashes of the sources; of a person's own files these are hashes of samples. */
function sourceHash({ source }: Journal): Promise<string> {
  return hashOfAll(
    source.kind === 'hub'
      ? source.files.map(({ path, sha256 }) => ({ path, hash: sha256 ?? source.commit }))
      : source.files.map(({ path, sample }) => ({ path, hash: sample })),
  );
}

/** Files of a conversion, each admitted to the store when it is whole. */
function storeSink(store: ArtifactStore, modelsUrl: string, id: string, quantization: Quantization): FileSink {
  return {
    async open(path) {
      const writer = await store.create(placeOf(modelsUrl, id, weightsPath(quantization) + path));
      return {
        write: (bytes) => writer.write(bytes as Uint8Array<ArrayBuffer>),
        close: ({ sha256 }) => writer.close({ algorithm: 'sha256', value: sha256 }),
        abandon: () => writer.abandon(),
      };
    },
  };
}
