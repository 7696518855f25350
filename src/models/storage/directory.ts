/** What Hakui needs of a folder in the browser's private file system. */
export type Directory = Pick<
  FileSystemDirectoryHandle,
  'getDirectoryHandle' | 'getFileHandle' | 'removeEntry' | 'entries'
>;

export type Root = () => Promise<Directory>;

/** The folder below the root, made if it is not there. */
export async function openDirectory(root: Root, path: readonly string[]): Promise<Directory> {
  let directory = await root();
  for (const name of path) directory = await directory.getDirectoryHandle(name, { create: true });
  return directory;
}

/** Null where there is no such file. */
export async function fileIn(directory: Directory, name: string): Promise<File | null> {
  return orNull(async () => (await directory.getFileHandle(name)).getFile());
}

export const filesIn = (directory: Directory) => namesIn(directory, 'file');
export const foldersIn = (directory: Directory) => namesIn(directory, 'directory');

async function namesIn(directory: Directory, wanted: FileSystemHandleKind): Promise<string[]> {
  const names: string[] = [];
  for await (const [name, { kind }] of directory.entries()) if (kind === wanted) names.push(name);
  return names;
}

/** Null where there is no such file, or one that is not JSON: its writing was broken off. The caller checks the form. */
export async function readJson<T>(directory: Directory, name: string): Promise<T | null> {
  const file = await fileIn(directory, name);
  if (file === null) return null;
  try {
    return JSON.parse(await file.text()) as T;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Puts the text in the place of what the file held, whole or not at all. */
export async function writeTo(directory: Directory, name: string, text: string): Promise<void> {
  const handle = await directory.getFileHandle(name, { create: true });
  const writable = await handle.createWritable();
  await writable.write(text);
  await writable.close();
}

const TRIES_WHILE_IN_USE = 20;
const BETWEEN_TRIES_MS = 50;

/** Throws what the browser does where somebody still has the file after a second: Chromium lets go of one a moment after its writer ended. */
export async function removeFrom(directory: Directory, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await orNull(() => directory.removeEntry(name, { recursive: true }));
      return;
    } catch (error) {
      if (tries === TRIES_WHILE_IN_USE || !isInUse(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
    }
  }
}

const isInUse = (error: unknown) => error instanceof DOMException && error.name === 'NoModificationAllowedError';

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}
