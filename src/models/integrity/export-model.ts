import { createSHA256 } from 'hash-wasm';
import type { Manifest, ManifestFile } from '../../../model-config/models/manifest.ts';
import { ModelError } from '../errors';
import type { ArtifactStore } from '../storage/artifact-store';
import { type Directory, fileIn, openDirectory, removeFrom, writeTo } from '../storage/directory';
import type { ModelFile } from '../storage/model-files';
import { FolderError } from './folder-error';
import { chunksOfFile, hashOf, type WorkOptions } from './hash-file';

const MANIFEST = 'manifest.json';

/** What a manifest says beside its files. */
export type ManifestHead = Pick<Manifest, 'id' | 'convertedFrom' | 'record'>;

/** A folder that a person chose; what it holds counts as theirs, apart from the files written here. */
export type ChosenFolder = Directory & { readonly name: string };

/**
 * Writes a model as set-up lays it out (`public/models/<id>`): its files, each read back and held to its
 * SHA-256, and the manifest last, so that a folder without one is a copy that was broken off. Files that
 * are right already stay. The folder `<id>` is made in the one chosen, unless that is it. Variants of which
 * a file is missing in this browser are left out. Every byte is counted twice in the progress: read, and read back.
 * Throws ModelError `wrong-hash` (the stored file is damaged), `cancelled`; FolderError.
 */
export async function exportModel(
  head: ManifestHead,
  files: readonly ModelFile[],
  store: ArtifactStore,
  chosen: ChosenFolder,
  options: WorkOptions,
): Promise<Manifest> {
  const whole = await wholeVariants(files, store);
  if (whole.length === 0) throw new FolderError('incomplete');
  const folder = chosen.name === head.id ? chosen : await openDirectory(async () => chosen, [head.id]);
  const written = new Map<string, ManifestFile>();
  for (const file of whole) written.set(file.path, await writeFile(file, store, folder, options));
  const manifest = manifestOf(head, whole, written);
  await writeTo(folder, MANIFEST, JSON.stringify(manifest));
  return manifest;
}

/** The bytes that an export reads and reads back. */
export function exportBytes(files: readonly ModelFile[]): number {
  return 2 * files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
}

async function wholeVariants(files: readonly ModelFile[], store: ArtifactStore): Promise<ModelFile[]> {
  const there = await Promise.all(files.map(async (file) => (await store.find(file)) !== null));
  const isMissing = (quantization: string) =>
    files.some((file, index) => file.quantization === quantization && file.adapterClass === null && !there[index]);
  return files.filter((file, index) => there[index] && !isMissing(file.quantization));
}

async function writeFile(
  file: ModelFile,
  store: ArtifactStore,
  folder: Directory,
  options: WorkOptions,
): Promise<ManifestFile> {
  const kept = await store.find(file);
  if (kept === null) throw new FolderError('incomplete');
  await checkMd5(file, kept, options);
  const parts = file.path.split('/');
  const name = parts.pop()!;
  const directory = await openDirectory(async () => folder, parts);
  const there = await fileIn(directory, name);
  if (there?.size === kept.size) {
    const [sha256, wanted] = [await hashOf(there, 'sha256', options), await statedHash(file, kept, options)];
    if (sha256 === wanted) return { path: file.path, bytes: kept.size, sha256 };
    options.onBytes(-2 * kept.size);
  }
  // From here on the folder is no whole copy, whatever it was before.
  await removeFrom(folder, MANIFEST);
  const sha256 = await copy(kept, directory, name, options);
  const expected = file.digest?.algorithm === 'sha256' ? file.digest.value : sha256;
  if (sha256 !== expected) {
    await removeFrom(directory, name);
    throw new ModelError('wrong-hash', { url: file.url, expected, actual: sha256 });
  }
  const back = await fileIn(directory, name);
  const actual = back && (await hashOf(back, 'sha256', options));
  if (actual !== sha256) throw new FolderError('written-wrong', { file: file.path });
  return { path: file.path, bytes: kept.size, sha256 };
}

/** A manifest states no MD5, so a shard that has nothing better is held to it before its SHA-256 is learnt. */
async function checkMd5({ url, digest }: ModelFile, kept: File, { signal }: WorkOptions): Promise<void> {
  if (digest?.algorithm !== 'md5') return;
  const actual = await hashOf(kept, 'md5', { signal, onBytes: () => undefined });
  if (actual !== digest.value) throw new ModelError('wrong-hash', { url, expected: digest.value, actual });
}

/** Of a published file, whose publisher states none, that of the stored bytes. */
async function statedHash({ digest }: ModelFile, kept: File, options: WorkOptions): Promise<string> {
  if (digest?.algorithm !== 'sha256') return hashOf(kept, 'sha256', options);
  options.onBytes(kept.size);
  return digest.value;
}

/** The SHA-256 of what was read. */
async function copy(from: File, directory: Directory, name: string, options: WorkOptions): Promise<string> {
  const hasher = await createSHA256();
  hasher.init();
  const writable = await (await directory.getFileHandle(name, { create: true })).createWritable();
  try {
    for await (const chunk of chunksOfFile(from, options)) {
      hasher.update(chunk);
      await writable.write(chunk);
    }
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => undefined);
    await removeFrom(directory, name).catch(() => undefined);
    throw error;
  }
  return hasher.digest('hex');
}

function manifestOf(
  { id, record, convertedFrom }: ManifestHead,
  files: readonly ModelFile[],
  written: ReadonlyMap<string, ManifestFile>,
): Manifest {
  const quantizations = [...new Set(files.map(({ quantization }) => quantization))];
  return {
    format: 1,
    id,
    ...(record && { record }),
    convertedFrom,
    variants: quantizations.map((quantization) => {
      const own = files.filter((file) => file.quantization === quantization);
      return {
        quantization,
        files: own.filter(({ adapterClass }) => adapterClass === null).map(({ path }) => written.get(path)!),
        libraries: own.flatMap(({ path, adapterClass }) =>
          adapterClass === null ? [] : [{ ...written.get(path)!, adapterClass }],
        ),
      };
    }),
  };
}
