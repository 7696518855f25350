import { fetchBytes } from '@/models/download/fetch-bytes';
import { streamOf, verified } from '@/models/download/verify';
import { ModelError } from '@/models/errors';
import { type AddedDatasets, addDatasets, NOTHING_ADDED } from './add-datasets';
import { DatasetError } from './datasets/errors';
import { type PublishedDataset, PublishedDatasets } from './datasets/published-index';
import { type NamedSource, wholeOf } from './datasets/source';

/* What `npm run datasets` laid beside the page (published-index.ts): data sets, and templates for protocols. */

export interface Beside extends Pick<PublishedDataset, 'folder' | 'name' | 'files'> {
  /** As its publisher names it; undefined where nobody said. */
  licence: string | undefined;
  /** `Dataset.id` and the number of its items; null of templates. */
  dataset: { id: string; items: number } | null;
}

const besidePage = (): string => new URL('datasets/', document.baseURI).href;

/** None where no list lies there, or the page's server is gone. Throws DatasetError `unreadable` where it is no such list. */
export async function listBesidePage(folder = besidePage()): Promise<Beside[]> {
  const response = await fetch(new URL('index.json', folder), { cache: 'no-cache' }).catch(() => null);
  // A server of single-page apps answers a missing file with its page.
  if (!response?.ok || response.headers.get('content-type')?.startsWith('text/html')) return [];
  try {
    const { datasets, templates = [] } = PublishedDatasets.parse(await response.json());
    return [
      ...datasets.map(({ folder, name, licence, files, id, items }) => ({
        folder,
        name,
        licence,
        files,
        dataset: { id, items },
      })),
      ...templates.map(({ folder, name, licence, file }) => ({ folder, name, licence, files: [file], dataset: null })),
    ];
  } catch (error) {
    const reason = (error as Error).message;
    throw new DatasetError('unreadable', { file: 'datasets/index.json', line: null, reason }, { cause: error });
  }
}

/**
 * Fetches the files, each held to its length and SHA-256 before anything reads it, and adds what is in them as if
 * they had been dropped. A file that is not there or another one is told in `refused`. `onProgress`: bytes so far.
 */
export async function addFromBesidePage(
  { folder, name, files }: Beside,
  onProgress: (bytes: number) => void,
  from = besidePage(),
): Promise<AddedDatasets> {
  const sources: NamedSource[] = [];
  const { signal } = new AbortController();
  let received = 0;
  for (const { path, bytes, sha256 } of files) {
    const url = new URL([folder, ...path.split('/')].map(encodeURIComponent).join('/'), from).href;
    const digest = { algorithm: 'sha256', value: sha256 } as const;
    async function* counted() {
      for await (const chunk of verified(fetchBytes(url, bytes, { signal }), url, { bytes, digest })) {
        received += chunk.byteLength;
        onProgress(received);
        yield chunk;
      }
    }
    try {
      sources.push({ name: path, size: bytes, bytes: await wholeOf({ bytes: () => streamOf(counted()) }) });
    } catch (error) {
      return { ...NOTHING_ADDED, refused: [{ name, problems: [asDatasetError(path, error)], omitted: 0 }] };
    }
  }
  return addDatasets(sources);
}

function asDatasetError(file: string, error: unknown): DatasetError {
  if (error instanceof ModelError && ['wrong-hash', 'not-the-file'].includes(error.code)) {
    return new DatasetError('not-as-listed', { file, line: null }, { cause: error });
  }
  const details: ModelError['details'] = error instanceof ModelError ? error.details : {};
  const reason = String(details.status ?? details.reason ?? (error as Error).message);
  return new DatasetError('unreadable', { file, line: null, reason }, { cause: error });
}
