/*
 * What can be made to fail, by the name of the call, and each of the ways in which browsers really fail it. The wrapped parts of the
 * browser and the bench that makes points of them read the same table.
 */

/** A transaction is aborted by the error, where nobody prevents it; the disk is full when it ends; the browser closes the database. */
const WRITE = ['error', 'quota', 'closed'] as const;
const READ = ['error', 'closed'] as const;

export const WAYS = {
  // An error of the backing store; storage that is denied; a disk that does not answer.
  'indexedDB.open': ['error', 'denied'],
  'indexedDB.transaction': ['closed'],
  'indexedDB.add': WRITE,
  'indexedDB.put': WRITE,
  'indexedDB.delete': WRITE,
  'indexedDB.clear': WRITE,
  'indexedDB.get': READ,
  'indexedDB.getAll': READ,
  'indexedDB.getAllKeys': READ,
  'indexedDB.count': READ,
  'indexedDB.openCursor': READ,
  'indexedDB.openKeyCursor': READ,

  'opfs.getDirectory': ['denied'],
  'opfs.getDirectoryHandle': ['unreadable'],
  'opfs.getFileHandle': ['unreadable'],
  'opfs.getFile': ['unreadable'],
  'opfs.read': ['unreadable'],
  'opfs.list': ['unreadable'],
  'opfs.createWritable': ['taken', 'quota'],
  'opfs.createSyncAccessHandle': ['taken'],
  'opfs.write': ['quota'],
  'opfs.close': ['quota'],
  'opfs.flush': ['quota'],
  'opfs.truncate': ['quota'],
  'opfs.removeEntry': ['taken'],
  'opfs.move': ['taken'],

  fetch: ['gone', '404', '500', 'html', 'cut', 'silent'],

  'Date.now': ['hours-on', 'hours-back'],
  'performance.now': ['hours-on', 'stands'],

  // Refused; somebody else has the lock for a while.
  'locks.request': ['refused', 'held'],
  'locks.query': ['refused'],

  'channel.open': ['refused'],
  // One that is open takes every message; whether it arrives is another matter.
  'channel.post': ['lost'],

  'localStorage.getItem': ['denied'],
  'localStorage.setItem': ['quota'],
  'caches.open': ['unreadable'],
  'caches.match': ['unreadable'],
  'caches.put': ['quota'],
} as const satisfies Record<string, readonly string[]>;

export type Op = keyof typeof WAYS;

/** One call that is to fail, once: the `nth` (from 1) of its kind in a thread since the plan was made. */
export interface Plan {
  /** `page`, `service-worker`, or the name that a worker was started with. */
  thread: string;
  op: Op;
  nth: number;
  way: string;
}

/** A call that was made to fail. */
export interface Fired extends Plan {
  /** What it was about: a table, a file, an address. */
  about: string;
  stack: string;
}
