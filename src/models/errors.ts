/** What can go wrong between a model's files and this device. Plain values, so that an error crosses a worker's border. */
export type ErrorDetails = Readonly<Record<string, string | number | null>>;

/**
 * `missing-file`: url, status. `wrong-hash`: url, expected, actual (digests, or lengths in bytes).
 * `not-the-file`: url, context (what the server sent instead: a web page, JSON, nothing, another length), of a length expected and found.
 * `bad-file`: url, reason. `network`: url, reason. `storage-full`: neededBytes, freeBytes (null: the
 * browser does not say). `storage-failed`: reason. `library-changed`: url, expected, actual (digests). `no-variant`: model, adapterClass. `cancelled`: nothing.
 */
export type ModelErrorCode =
  | 'missing-file'
  | 'wrong-hash'
  | 'not-the-file'
  | 'bad-file'
  | 'network'
  | 'storage-full'
  | 'library-changed'
  | 'storage-failed'
  | 'no-variant'
  | 'cancelled';

export class ModelError extends Error {
  override name = 'ModelError';
  readonly code: ModelErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ModelErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(details)}`, options);
    this.code = code;
    this.details = details;
  }
}

/** What the browser's private files failed with; null for whatever else was thrown. */
export function storageErrorOf(error: unknown): ModelError | null {
  if (!(error instanceof DOMException) || error.name === 'AbortError') return null;
  const cause = { cause: error };
  return error.name === 'QuotaExceededError'
    ? new ModelError('storage-full', { neededBytes: null, freeBytes: null }, cause)
    : new ModelError('storage-failed', { reason: `${error.name}: ${error.message}` }, cause);
}
