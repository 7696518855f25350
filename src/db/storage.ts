import Dexie from 'dexie';
import { db, reopenDatabase } from './schema';
import { VaultError } from './vault/errors';

/**
 * Why the browser's storage did not do what it was asked. `full`: no room on the disk, or in the browser's share of it. `silent`: it
 * did not answer in time, and may still do it. `failed`: anything else.
 */
export const STORAGE_ERROR_CODES = ['full', 'silent', 'failed'] as const;
export type StorageErrorCode = (typeof STORAGE_ERROR_CODES)[number];

export class StorageError extends Error {
  override name = 'StorageError';

  constructor(
    readonly code: StorageErrorCode,
    /** The browser's own words. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${reason}`, options);
  }

  static from(error: unknown): StorageError {
    if (error instanceof StorageError) return error;
    const chain = chainOf(error);
    const full = chain.some(({ name }) => name === 'QuotaExceededError');
    const { name, message } = chain.at(-1) ?? { name: 'Error', message: String(error) };
    return new StorageError(full ? 'full' : 'failed', message === '' ? name : `${name}: ${message}`, { cause: error });
  }
}

/** A row that is needed was deleted meanwhile, by another tab perhaps. */
export class GoneError extends Error {
  override name = 'GoneError';
}

/** An error and what it was made of: Dexie keeps the browser's own as `inner`. */
function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  let each: unknown = error;
  while (each instanceof Error || each instanceof DOMException) {
    if (chain.includes(each)) break;
    chain.push(each);
    each = (each as { inner?: unknown }).inner ?? each.cause;
  }
  return chain;
}

/** Whatever is no error of our own code or of the vault comes from the storage. */
function isOfStorage(error: unknown): boolean {
  if (error instanceof VaultError || error instanceof GoneError || error instanceof TypeError) return false;
  const { name } = (error ?? {}) as { name?: unknown };
  return name !== 'ConstraintError' && name !== 'ZodError';
}

/** One row or two take milliseconds; a disk that is asleep takes two seconds to wake. */
const SILENT_MS = 4_000;

const writable = new Set<() => void>();
let failing = false;

/** Calls `listener` when the storage takes a write after it had failed one. Gives the way to end it. */
export function onWritable(listener: () => void): () => void {
  writable.add(listener);
  return () => void writable.delete(listener);
}

/**
 * How every function of this folder reads: what fails is tried once more, over a new connection where the old one gave way. Rejects
 * with a StorageError; errors that are not the storage's pass. Within a transaction it is the transaction that is tried again.
 */
export async function reading<T>(work: () => PromiseLike<T>): Promise<T> {
  if (Dexie.currentTransaction) return work();
  try {
    return await work();
  } catch (error) {
    // Whoever closed it on purpose wants no query any more.
    if (!isOfStorage(error) || db.hasBeenClosed()) throw error;
  }
  try {
    await reopenDatabase();
    return await work();
  } catch (error) {
    throw isOfStorage(error) ? StorageError.from(error) : error;
  }
}

/**
 * How every function of this folder writes: likewise, and bounded in time. `work` may run twice, so ids are made outside it.
 * `large`: so much is written that no time is too long.
 */
export async function writing<T>(work: () => PromiseLike<T>, { large = false } = {}): Promise<T> {
  if (Dexie.currentTransaction) return work();
  try {
    const written = await (large ? reading(work) : inTime(reading(work)));
    if (failing) {
      failing = false;
      for (const listener of [...writable]) listener();
    }
    return written;
  } catch (error) {
    failing ||= error instanceof StorageError;
    throw error;
  }
}

/** Where space was made elsewhere, nothing tells the page so. */
export const AGAIN_MS = 5_000;

/** Does what writes again and again, until the storage takes it: for what nobody waits for, and must not stay undone. */
export async function untilWritten(work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      await writableOrLater();
    }
  }
}

function writableOrLater(): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      end();
      clearTimeout(timer);
      resolve();
    };
    const end = onWritable(go);
    const timer = setTimeout(go, AGAIN_MS);
  });
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StorageError('silent', `no answer in ${SILENT_MS / 1000} s`)), SILENT_MS);
  });
  return Promise.race([work, silence]).finally(() => clearTimeout(timer));
}
