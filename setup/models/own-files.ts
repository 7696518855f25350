import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { partNames } from '../../model-config/convert/gguf/split.ts';
import { HubError } from '../../model-config/hub/errors.ts';
import type { HubFile, HubRepository } from '../../model-config/hub/repository.ts';
import { SetupError } from '../run/errors.ts';
import { shown } from '../run/paths.ts';
import type { Own } from './model.ts';

/** Which of a folder's files are read; those of the hub's repositories are chosen by the same rules. */
type Choose = (repository: Pick<HubRepository, 'id' | 'files'>) => HubFile[];

/**
 * A person's GGUF file, or the one that a folder holds. Of a model that was split, all parts that lie together. Throws
 * SetupError where a folder has several models.
 */
export async function ownGguf(path: string): Promise<Own> {
  const [folder, names] = (await stat(path)).isDirectory()
    ? [path, await ggufNames(path)]
    : [dirname(path), await partsBeside(path)];
  const [first, ...others] = names;
  const parts = (first !== undefined && partNames(first)) || [first];
  const other = others.find((name) => !parts.includes(name));
  if (other !== undefined) {
    throw new SetupError(`${shown(path)} has several models: ${first}, ${other}.`, 'Name one of the files.');
  }
  const files = names.map((name) => fileAt(join(folder, name), name));
  return { kind: 'own', path: join(folder, first!), files: await Promise.all(files) };
}

const ggufNames = async (folder: string) => (await readdir(folder)).filter((name) => /\.gguf$/i.test(name)).sort();

async function partsBeside(path: string): Promise<string[]> {
  const parts = partNames(basename(path)) ?? [];
  const there = new Set(parts.length > 0 ? await readdir(dirname(path)) : []);
  const found = parts.filter((name) => there.has(name));
  return found.length > 0 ? found : [basename(path)];
}

/** A folder of GGUF files, and no checkpoint. */
export async function holdsGguf(folder: string): Promise<boolean> {
  return (await ggufNames(folder)).length > 0 && !(await readdir(folder)).includes('config.json');
}

/** A person's folder. Throws SetupError naming the file that is missing. */
export async function ownFolder(path: string, choose: Choose): Promise<Own> {
  const names = await readdir(path);
  const listing = { id: shown(path), files: names.map((name) => ({ path: name, bytes: 0, sha256: null })) };
  const files = chosen(listing, choose).map((file) => fileAt(join(path, file.path), file.path));
  return { kind: 'own', path, files: await Promise.all(files) };
}

function chosen(listing: Parameters<Choose>[0], choose: Choose): HubFile[] {
  try {
    return choose(listing);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    throw new SetupError(
      error.message,
      'Put the file there, as transformers or PEFT saves it, or name another folder.',
    );
  }
}

async function fileAt(path: string, name: string): Promise<Own['files'][number]> {
  const { size, mtimeMs } = await stat(path);
  return { name, bytes: size, modified: mtimeMs };
}

export const ownBytes = ({ files }: Own): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Where a file of it lies: `path` is the folder, or the first of the files. */
export const pathIn = ({ path, files }: Own, name: string): string =>
  join(files[0]!.name === basename(path) ? dirname(path) : path, name);

export const pathsOf = (own: Own): string[] => own.files.map(({ name }) => pathIn(own, name));

/** `changed`: a file is of another size or time than when it was added. */
export async function stateOf(own: Own): Promise<'there' | 'gone' | 'changed'> {
  const states = await Promise.all(
    own.files.map(async ({ name, bytes, modified }) => {
      const found = await stat(pathIn(own, name)).catch(() => null);
      if (!found?.isFile()) return 'gone';
      return found.size === bytes && found.mtimeMs === modified ? 'there' : 'changed';
    }),
  );
  return states.find((state) => state === 'gone') ?? states.find((state) => state === 'changed') ?? 'there';
}

/** Throws SetupError where what was added is not there any more. */
export async function expectUnchanged(own: Own, id: string): Promise<void> {
  const state = await stateOf(own);
  if (state === 'there') return;
  const again = `npm run models -- add ${shown(own.path)}`;
  throw state === 'gone'
    ? new SetupError(`${own.path}, from which ${id} is made, is gone.`, 'Put it back, then run the same command again.')
    : new SetupError(`${own.path} has changed since ${id} was made from it.`, `Add it again: ${again}`);
}
