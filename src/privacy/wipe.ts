import { whileNoVaultIsMade } from '@/db/vault/repository';

/** What this browser keeps for this origin, by its places; the names of what lies in each. */
export interface Kept {
  /** IndexedDB. */
  databases: string[];
  /** Paths in the private file system (OPFS). */
  files: string[];
  /** The cache storage that service workers use. */
  caches: string[];
  /** Scopes of installed service workers. */
  workers: string[];
  localStorage: string[];
  sessionStorage: string[];
  /** Those that a page can see. */
  cookies: string[];
}

export type Place = keyof Kept;

export const PLACES = [
  'databases',
  'files',
  'caches',
  'workers',
  'localStorage',
  'sessionStorage',
  'cookies',
] as const satisfies readonly Place[];

/** Every place that a page can write to, asked anew. Says nothing of the browser's own caches and history. */
export async function listKept(): Promise<Kept> {
  const [databases, files, cacheNames, registrations] = await Promise.all([
    indexedDB.databases(),
    navigator.storage.getDirectory().then(pathsIn),
    caches.keys(),
    registrationsHere(),
  ]);
  return {
    databases: databases.map(({ name }) => name ?? ''),
    files,
    caches: cacheNames,
    workers: registrations.map(({ scope }) => scope),
    localStorage: Object.keys(localStorage),
    sessionStorage: Object.keys(sessionStorage),
    cookies: cookieNames(),
  };
}

export const isEmpty = (kept: Kept): boolean => PLACES.every((place) => kept[place].length === 0);

/**
 * Deletes all that this browser keeps for this origin, as far as it lets: what stays is what `listKept` then names. Nothing
 * of the page may be at work, here or in another tab, or it may write anew. `waitMs`: so long for other tabs to let go.
 */
export async function deleteEverything(waitMs = 5000): Promise<void> {
  await whileNoVaultIsMade(() => deleteAll(waitMs), waitMs);
}

async function deleteAll(waitMs: number): Promise<void> {
  const [databases, names, cacheNames, registrations] = await Promise.all([
    indexedDB.databases(),
    navigator.storage.getDirectory().then(namesIn),
    caches.keys(),
    registrationsHere(),
  ]);
  const root = await navigator.storage.getDirectory();
  // One that refuses must not keep the others from being deleted.
  await Promise.allSettled([
    ...databases.map(({ name }) => deleteDatabase(name ?? '', waitMs)),
    ...names.map((name) => root.removeEntry(name, { recursive: true })),
    ...cacheNames.map((name) => caches.delete(name)),
    ...registrations.map((registration) => registration.unregister()),
  ]);
  localStorage.clear();
  sessionStorage.clear();
  for (const name of cookieNames()) {
    // biome-ignore lint/suspicious/noDocumentCookie: the other way of deleting is not in every browser
    document.cookie = `${name}=; max-age=0; path=/`;
  }
}

/** Another tab lets go of its connection when asked; one that does not makes this end without the deletion. */
function deleteDatabase(name: string, waitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
    setTimeout(() => reject(new Error(`${name} is in use`)), waitMs);
  });
}

async function namesIn(directory: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of directory.keys()) names.push(name);
  return names;
}

async function pathsIn(directory: FileSystemDirectoryHandle): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of directory.values()) {
    paths.push(entry.name);
    if (entry.kind === 'directory') {
      const below = await pathsIn(entry as FileSystemDirectoryHandle);
      paths.push(...below.map((path) => `${entry.name}/${path}`));
    }
  }
  return paths;
}

async function registrationsHere(): Promise<readonly ServiceWorkerRegistration[]> {
  return navigator.serviceWorker ? navigator.serviceWorker.getRegistrations() : [];
}

const cookieNames = (): string[] =>
  document.cookie
    .split(';')
    .map((cookie) => cookie.split('=')[0]!.trim())
    .filter(Boolean);
