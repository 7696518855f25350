import type { SourceFolder } from '../../../../model-config/convert/byte-source.ts';
import { partNames } from '../../../../model-config/convert/gguf/split.ts';
import { ImportError } from '../errors';
import { blobSource } from './blob-source';

/** A file that a person gave, with its path below what was given, parts divided by '/'. */
export interface GivenFile {
  path: string;
  file: File;
}

/** The folder of a LoRA adapter. */
export interface GivenAdapter {
  name: string;
  files: GivenFile[];
}

/** What is to be imported, by what it is. `files`' paths are below the model's own folder. */
export type Given =
  | { kind: 'gguf'; name: string; files: GivenFile[] }
  | { kind: 'checkpoint'; name: string; files: GivenFile[]; adapter: GivenAdapter | null }
  | { kind: 'exported'; name: string; files: GivenFile[] };

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);

/** What a conversion may read of a checkpoint. */
const CHECKPOINT =
  /^(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens)\.json$|^chat_template\.jinja$|\.safetensors(\.index\.json)?$/;
const ADAPTER = /^adapter_(config\.json|model\.safetensors)$/;

/** Tells by their names what files are. Throws ImportError where they are no model, or several. */
export function recognise(files: readonly GivenFile[]): Given {
  const [exported, more] = exportedFolders(files);
  if (more !== undefined) throw new ImportError('several-models', { names: [exported, more].join(', ') });
  if (exported !== undefined) return { kind: 'exported', ...below(files, exported, () => true) };
  const config = topmost(files, 'config.json');
  const weights = files.find(({ path }) => path.endsWith('.safetensors') && !ADAPTER.test(nameOf(path)));
  const root = config ?? weights;
  if (root) {
    return {
      kind: 'checkpoint',
      ...below(files, folderOf(root.path), (path) => CHECKPOINT.test(path) && !ADAPTER.test(path)),
      adapter: adapterIn(files),
    };
  }
  const ggufs = files.filter(({ path }) => path.endsWith('.gguf'));
  // Any other single file is read as one too: the converter says best why it is none.
  const [only, another] = ggufs.length > 0 ? ggufs : files;
  if (only === undefined || (another && ggufs.length === 0)) {
    throw new ImportError('not-a-model', { name: namesOf(files) });
  }
  // All parts of one that was split, or one whole: which of them are missing, their heads say.
  const parts = partNames(nameOf(only.path)) ?? [nameOf(only.path)];
  if (another && !ggufs.every(({ path }) => parts.includes(nameOf(path)))) {
    throw new ImportError('several-models', { names: namesOf(ggufs) });
  }
  const name = nameOf(only.path).replace(/(-\d{5}-of-\d{5})?\.gguf$/, '');
  return { kind: 'gguf', name, files: (another ? ggufs : [only]).map(atRoot) };
}

/** The files of an adapter's folder, in any folder of what was given. Throws ImportError `not-a-model`. */
export function recogniseAdapter(files: readonly GivenFile[]): GivenAdapter {
  const adapter = adapterIn(files);
  if (adapter === null) throw new ImportError('not-a-model', { name: namesOf(files) });
  return adapter;
}

function adapterIn(files: readonly GivenFile[]): GivenAdapter | null {
  const config = topmost(files, 'adapter_config.json');
  return config ? below(files, folderOf(config.path), (path) => ADAPTER.test(path)) : null;
}

/** Folders with a manifest and the weights it lists: as set-up lays a model beside the page. */
function exportedFolders(files: readonly GivenFile[]): string[] {
  const manifests = files.filter(({ path }) => nameOf(path) === 'manifest.json').map(({ path }) => folderOf(path));
  return manifests.filter((folder) => files.some(({ path }) => path.startsWith(`${folder}resolve/`)));
}

const atRoot = ({ path, file }: GivenFile): GivenFile => ({ path: nameOf(path), file });

const namesOf = (files: readonly GivenFile[]) =>
  files
    .slice(0, 3)
    .map(({ path }) => nameOf(path))
    .join(', ') + (files.length > 3 ? ', …' : '');

/** The file of this name that lies in the fewest folders. */
function topmost(files: readonly GivenFile[], name: string): GivenFile | undefined {
  const depth = ({ path }: GivenFile) => path.split('/').length;
  return files.filter(({ path }) => nameOf(path) === name).sort((a, b) => depth(a) - depth(b))[0];
}

function below(files: readonly GivenFile[], folder: string, isWanted: (path: string) => boolean) {
  const inside = files
    .filter(({ path }) => path.startsWith(folder))
    .map(({ path, file }) => ({ path: path.slice(folder.length), file }))
    .filter(({ path }) => isWanted(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { name: nameOf(folder.slice(0, -1)) || nameOf(inside[0]?.path ?? ''), files: inside };
}

/** Given files as the converter opens them. */
export function givenFolder(name: string, files: readonly GivenFile[]): SourceFolder {
  return {
    name,
    async open(path) {
      const found = files.find((each) => each.path === path);
      return found ? blobSource(path, found.file) : null;
    },
  };
}
