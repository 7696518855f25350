import { type Description, describeCheckpoint, describeGguf } from '../../../model-config/convert/description.ts';
import { parseJson } from '../../../model-config/convert/read-json.ts';
import type { GivenTemplate } from '../../../model-config/convert/template.ts';
import { checkpointFiles } from '../../../model-config/hub/files.ts';
import { readRepository } from '../../../model-config/hub/repository.ts';
import { Manifest } from '../../../model-config/models/manifest.ts';
import type { FetchOptions } from '../download/fetch-bytes';
import { downloadDescription, folderOfHeads } from './hub/repository-folder';
import type { HubSource, Journals } from './journal';
import { blobSource, readBlob } from './sources/blob-source';
import { type Given, givenFolder } from './sources/given';
import { type FileIdentity, identitiesOf } from './sources/identity';

/** What was found out of a source before anything of it is converted. */
export type Examined =
  | { kind: 'described'; source: FilesSource | HubSource; description: Told; gated: boolean }
  | { kind: 'exported'; source: FilesSource; manifest: Manifest };

/** A repository that is to be examined. */
export interface AskedRepository {
  /** Of the import that would come of it. */
  id: string;
  repository: string;
  /** A branch, tag or commit; null for its main branch. */
  revision: string | null;
  /** To be used in place of its own. */
  template: GivenTemplate | null;
}

/** A tokenizer of ten megabytes has no business in the page. */
type Told = Omit<Description, 'tokenizer'>;

interface FilesSource {
  kind: 'gguf' | 'checkpoint' | 'exported';
  name: string;
  files: FileIdentity[];
}

/**
 * Examines files that a person gave. `template`: to be used in place of the model's own. Throws ConversionError,
 * ImportError.
 */
export async function examineFiles(given: Given, template: GivenTemplate | null): Promise<Examined> {
  const { kind, name } = given;
  if (kind === 'exported') {
    const manifest = await readManifest(given);
    return { kind: 'exported', manifest, source: { kind, name, files: await identitiesOf(given) } };
  }
  const description = await describe(given, template);
  return { kind: 'described', description, gated: false, source: { kind, name, files: await identitiesOf(given) } };
}

async function describe(given: Exclude<Given, { kind: 'exported' }>, template: GivenTemplate | null): Promise<Told> {
  if (given.kind === 'gguf')
    return told(
      await describeGguf(
        given.files.map(({ path, file }) => blobSource(path, file)),
        template,
      ),
    );
  const { name, files, adapter } = given;
  const folder = givenFolder(name, files);
  if (!adapter) return { ...told(await describeCheckpoint(folder, null, template)), name };
  const merged = await describeCheckpoint(folder, givenFolder(adapter.name, adapter.files), template);
  return { ...told(merged), name: `${name} + ${adapter.name}` };
}

const told = ({ tokenizer: _, ...rest }: Description): Told => rest;

const MANIFEST = 'manifest.json';

/** Only a model of the same folder is listed in it: its paths lead nowhere else. Throws ConversionError `bad-json`. */
async function readManifest({ files }: Given): Promise<Manifest> {
  const { file } = files.find(({ path }) => path === MANIFEST)!;
  return parseJson(await readBlob(MANIFEST, file, 0, file.size), { file: MANIFEST }, Manifest);
}

/**
 * Examines a repository of the hub: what it is, and by its small files, which stay with the import's downloads, its
 * model. Throws HubError, ModelError, ConversionError.
 */
export async function examineRepository(
  { id, repository, revision, template }: AskedRepository,
  { journals, endpoint }: { journals: Journals; endpoint: string },
  options: FetchOptions,
): Promise<Examined> {
  const { signal } = options;
  const access = { endpoint, signal, fetch: (...request: Parameters<typeof fetch>) => fetch(...request) };
  const read = await readRepository(repository, revision ?? 'main', access);
  const { commit, licence, gated } = read;
  const source: HubSource = { kind: 'hub', repository, commit, files: checkpointFiles(read) };
  const parts = await journals.downloads(id);
  await downloadDescription(source, parts, { ...options, endpoint });
  const described = await describeCheckpoint(folderOfHeads(source, parts, { ...options, endpoint }), null, template);
  const name = repository.slice(repository.indexOf('/') + 1);
  return { kind: 'described', source, gated, description: { ...told(described), name, licence } };
}
