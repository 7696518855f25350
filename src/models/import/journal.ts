import { z } from 'zod';
import { Written } from '../../../model-config/convert/convert.ts';
import { Manifest } from '../../../model-config/models/manifest.ts';
import { Quantization } from '../../../model-config/models/quantization.ts';
import { AdapterClass, ModelRecord } from '../../../model-config/models/record.ts';
import {
  type Directory,
  fileIn,
  filesIn,
  foldersIn,
  openDirectory,
  type Root,
  removeFrom,
  writeTo,
} from '../storage/directory';
import { FileIdentity } from './sources/identity';

const HubFile = z.strictObject({ path: z.string(), bytes: z.int().nonnegative(), sha256: z.string().nullable() });

/** Files of a repository, all of one commit. */
export const HubSource = z.strictObject({
  kind: z.literal('hub'),
  repository: z.string(),
  commit: z.string(),
  files: z.array(HubFile),
});
export type HubSource = z.infer<typeof HubSource>;

const Source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['gguf', 'checkpoint', 'exported']), name: z.string(), files: z.array(FileIdentity) }),
  HubSource,
]);

const Library = z.strictObject({
  url: z.string(),
  bytes: z.int().nonnegative().nullable(),
  sha256: z.string().nullable(),
});

/** What is made of the source: weights converted to 4 bits, or copies of files that were made elsewhere. */
const Task = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('convert'),
    record: ModelRecord,
    quantization: Quantization,
    adapterClass: AdapterClass,
    library: Library,
    /** Null before the first shard is whole. */
    written: Written.nullable(),
  }),
  z.strictObject({ kind: z.literal('copy'), manifest: Manifest }),
]);

/** Another one for another rule of rounding, too: a model half by one and half by another would be nobody's. */
export const JOURNAL_FORMAT = 2;

/**
 * An import that is under way: all that it takes to go on with it after a reload, but for the bytes of files that lie
 * elsewhere. It is written before the first byte of the model and removed after its manifest is.
 */
export const Journal = z.strictObject({
  format: z.literal(JOURNAL_FORMAT),
  id: z.string(),
  name: z.string(),
  /** Absolute: where the model's files have their addresses. */
  modelsUrl: z.string(),
  /** Bytes of the model that is made, as far as they can be told before. */
  resultBytes: z.int().nonnegative(),
  source: Source,
  task: Task,
});
export type Journal = z.infer<typeof Journal>;
export type ConvertTask = Extract<Journal['task'], { kind: 'convert' }>;

/** Where imports keep what is not yet a model: journals, and in a folder of the import's id what comes from a hub. */
export interface Journals {
  /** Those that can be read; others are of no use and count as not there. */
  read(): Promise<Journal[]>;
  write(journal: Journal): Promise<void>;
  /** With what was downloaded for it. */
  remove(id: string): Promise<void>;
  /** Removes downloads that no journal tells of. */
  sweep(): Promise<void>;
  /** What is downloaded for an import. */
  downloads(id: string): Promise<Directory>;
}

const PATH = ['hakui', 'imports'] as const;

export function createJournals(root: Root = () => navigator.storage.getDirectory()): Journals {
  const folder = () => openDirectory(root, PATH);
  const remove = async (id: string) => {
    const directory = await folder();
    await removeFrom(directory, `${id}.json`);
    await removeFrom(directory, id);
  };
  async function read(): Promise<Journal[]> {
    const directory = await folder();
    const texts = await Promise.all(
      (await filesIn(directory)).map(async (name) => (await fileIn(directory, name))?.text()),
    );
    return texts.flatMap((text) => {
      const journal = Journal.safeParse(parseOrNull(text ?? ''));
      return journal.success ? [journal.data] : [];
    });
  }
  return {
    read,
    remove,
    write: async (journal) => writeTo(await folder(), `${journal.id}.json`, JSON.stringify(journal)),
    downloads: (id) => openDirectory(root, [...PATH, id]),
    async sweep() {
      const known = new Set((await read()).map(({ id }) => id));
      const directory = await folder();
      const files = await filesIn(directory);
      const orphans = [
        ...(await foldersIn(directory)).filter((name) => !known.has(name)),
        ...files.filter((name) => !known.has(name.replace(/\.json$/, ''))),
      ];
      await Promise.all(orphans.map((name) => removeFrom(directory, name)));
    },
  };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
