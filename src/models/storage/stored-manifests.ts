import { Manifest } from '../../../model-config/models/manifest.ts';
import { ModelError } from '../errors';
import type { Prepared } from '../prepared';
import { fileIn, filesIn, openDirectory, type Root, removeFrom, writeTo } from './directory';

/**
 * The models that were made in this browser, each by its manifest. One is written when all of a model's
 * files are in the ArtifactStore, under the addresses that the manifest's paths have below `modelsUrl`:
 * so an imported model is found and loaded like one that set-up prepared, only without a server.
 */
export interface StoredManifests {
  /** A manifest that cannot be read is in `problems`. */
  read(): Promise<Prepared>;
  write(manifest: Manifest): Promise<void>;
  remove(id: string): Promise<void>;
}

const PATH = ['hakui', 'models'] as const;

export function createStoredManifests(root: Root = () => navigator.storage.getDirectory()): StoredManifests {
  const folder = () => openDirectory(root, PATH);
  return {
    async read() {
      const directory = await folder();
      const manifests = new Map<string, Manifest>();
      const problems: ModelError[] = [];
      const names = (await filesIn(directory)).filter((name) => name.endsWith('.json'));
      for (const name of names) {
        const file = await fileIn(directory, name);
        const manifest = Manifest.safeParse(parseOrNull((await file?.text()) ?? ''));
        if (manifest.success) manifests.set(manifest.data.id, manifest.data);
        else {
          const [issue] = manifest.error.issues;
          const reason = `${issue?.path.join('.') || '(whole file)'}: ${issue?.message}`;
          problems.push(new ModelError('bad-file', { url: [...PATH, name].join('/'), reason }));
        }
      }
      return { manifests, problems };
    },
    write: async (manifest) => writeTo(await folder(), `${manifest.id}.json`, JSON.stringify(manifest)),
    remove: async (id) => removeFrom(await folder(), `${id}.json`),
  };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
