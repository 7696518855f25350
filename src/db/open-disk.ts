import Dexie from 'dexie';
import { disk, LATEST_VERSION } from './schema';

/**
 * Why the browser's database cannot be used. `absent`: there is none. `refused`: not for this page. `newer`: a later version of Hakui
 * wrote it. `blocked`: another tab has it open in an older version. `silent`: it does not answer.
 */
export type NoDatabase = { cause: 'absent' | 'refused' | 'newer' | 'blocked' | 'silent'; reason: string | null };

/** Dexie multiplies versions, to have room between two. */
const DEXIE_FACTOR = 10;

/** A large database of an older version may take a while to be brought up. */
const PATIENCE_MS = 15_000;

/** Opens the database before anything reads it. Null where it can be used; it never rejects, and what lies in it stays as it is. */
export async function openDisk(patienceMs = PATIENCE_MS): Promise<NoDatabase | null> {
  if (typeof indexedDB === 'undefined' || indexedDB === null) return { cause: 'absent', reason: null };
  let blocked = false;
  const onBlocked = () => {
    blocked = true;
  };
  disk.on('blocked', onBlocked);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<'silence'>((resolve) => {
    timer = setTimeout(resolve, patienceMs, 'silence');
  });
  try {
    const opened = await Promise.race([disk.open(), silence]);
    if (opened === 'silence') return { cause: blocked ? 'blocked' : 'silent', reason: null };
    // Dexie opens one of a later version too, and would write into it what that does not expect.
    const version = disk.backendDB().version / DEXIE_FACTOR;
    if (version > LATEST_VERSION) {
      disk.close();
      return { cause: 'newer', reason: `${version} > ${LATEST_VERSION}` };
    }
    // The next query opens it again: a vault that was half made is ended first, by deleting the database.
    disk.close({ disableAutoOpen: false });
    return null;
  } catch (error) {
    const { name, message } = error as Error;
    return { cause: name === Dexie.errnames.MissingAPI ? 'absent' : 'refused', reason: `${name}: ${message}` };
  } finally {
    clearTimeout(timer);
    disk.on('blocked').unsubscribe(onBlocked);
  }
}
