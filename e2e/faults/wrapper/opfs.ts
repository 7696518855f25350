import { type Calls, replace } from './calls.ts';
import type { Op } from './ways.ts';

const ERRORS = {
  denied: () => new DOMException('Storage directory access is denied.', 'SecurityError'),
  unreadable: () => new DOMException('The requested file could not be read.', 'NotReadableError'),
  taken: () => new DOMException('Another writer has the file.', 'NoModificationAllowedError'),
  quota: () => new DOMException('The operation failed because it would exceed the quota.', 'QuotaExceededError'),
};

// biome-ignore lint/suspicious/noExplicitAny: a method of any part of the browser
type Any = any;
type Owner = Record<string, (...args: Any[]) => Any>;

/** Makes a method of the private file system fail: by a rejected promise or, where it answers at once, by throwing. */
function wrap(calls: Calls, owner: object | undefined, names: readonly string[], op: Op, sync = false): void {
  for (const name of names) {
    replace(
      owner as Owner | undefined,
      name,
      (original) =>
        function method(this: { name?: string }, ...args) {
          const about = [this.name, args[0]].filter((part) => typeof part === 'string').join(' ');
          const way = calls.next(op, about) as keyof typeof ERRORS | null;
          if (way === null) return original.apply(this, args);
          if (sync) throw ERRORS[way]();
          return Promise.reject(ERRORS[way]());
        },
    );
  }
}

export function wrapPrivateFiles(calls: Calls): void {
  const prototype = (name: string): object | undefined => (globalThis as Any)[name]?.prototype;
  const directory = prototype('FileSystemDirectoryHandle');
  const file = prototype('FileSystemFileHandle');
  const stream = prototype('FileSystemWritableFileStream');
  const sync = prototype('FileSystemSyncAccessHandle');
  wrap(calls, prototype('StorageManager'), ['getDirectory'], 'opfs.getDirectory');
  wrap(calls, directory, ['getDirectoryHandle'], 'opfs.getDirectoryHandle');
  wrap(calls, directory, ['getFileHandle'], 'opfs.getFileHandle');
  wrap(calls, directory, ['removeEntry'], 'opfs.removeEntry');
  wrap(calls, directory, ['values', 'keys', 'entries'], 'opfs.list', true);
  wrap(calls, file, ['getFile'], 'opfs.getFile');
  wrap(calls, file, ['createWritable'], 'opfs.createWritable');
  wrap(calls, file, ['createSyncAccessHandle'], 'opfs.createSyncAccessHandle');
  wrap(calls, file, ['move'], 'opfs.move');
  wrap(calls, stream, ['write'], 'opfs.write');
  wrap(calls, stream, ['close'], 'opfs.close');
  wrap(calls, sync, ['write'], 'opfs.write', true);
  wrap(calls, sync, ['flush'], 'opfs.flush', true);
  wrap(calls, sync, ['truncate'], 'opfs.truncate', true);
  // What `getFile` gave, and every other blob.
  wrap(calls, Blob.prototype, ['arrayBuffer', 'text'], 'opfs.read');
}
