/**
 * Who writes model files, in whatever tab or worker of this browser, holds this lock with others; who clears
 * away what writers left behind wants it alone. A closed or crashed tab gives it back by itself.
 */
const NAME = 'hakui-model-files';

/** What is needed of Web Locks. */
export type Locks = Pick<LockManager, 'request'>;

/** Undefined on a page that came over plain HTTP, which can store nothing either. */
export const browserLocks = (): Locks | undefined => globalThis.navigator?.locks;

/** Resolves once writing may begin, with what ends it. */
export function beginWriting(locks: Locks | undefined): Promise<() => void> {
  if (locks === undefined) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    locks
      .request(NAME, { mode: 'shared' }, () => new Promise<void>((end) => resolve(() => end())))
      // It ends when the writer does; only a lock that was never had is a failure.
      .catch(reject);
  });
}

/** Runs the work if nobody writes, and keeps writers waiting meanwhile. False: somebody writes, and nothing was done. */
export async function ifNobodyWrites(locks: Locks | undefined, work: () => Promise<void>): Promise<boolean> {
  if (locks === undefined) return false;
  return locks.request(NAME, { ifAvailable: true }, async (lock) => {
    if (lock !== null) await work();
    return lock !== null;
  });
}
