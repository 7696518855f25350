import type { ErrorDetails } from '../errors';

/**
 * What can go wrong with copying a model into a folder of the computer. `incomplete`: not all of its files
 * are in this browser. `folder-full`: nothing. `folder-lost`: reason (taken away, or not permitted).
 * `written-wrong`: file (what was read back is not what was written).
 */
export type FolderErrorCode = 'incomplete' | 'folder-full' | 'folder-lost' | 'written-wrong';

export class FolderError extends Error {
  override name = 'FolderError';

  constructor(
    readonly code: FolderErrorCode,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(details)}`, options);
  }

  /** What the browser threw at a folder, as what it means; anything else stays as it is. */
  static from(error: unknown): unknown {
    if (!(error instanceof DOMException)) return error;
    if (error.name === 'QuotaExceededError') return new FolderError('folder-full', {}, { cause: error });
    const lost = [
      'NotFoundError',
      'NotAllowedError',
      'NoModificationAllowedError',
      'InvalidStateError',
      'NotReadableError',
    ];
    if (!lost.includes(error.name)) return error;
    return new FolderError('folder-lost', { reason: error.message }, { cause: error });
  }
}
