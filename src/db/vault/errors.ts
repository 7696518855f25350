/**
 * `locked`: the vault has to be opened first. `elsewhere`: another tab has made, changed or removed the vault, so this one must start
 * anew. `busy`: an answer or a run is being written. `wrong-passphrase`. `damaged`: what is stored is not what was written.
 * `unfinished`: all is sealed, but was not put in its place, for want of room perhaps; whoever starts next tries again.
 */
export type VaultErrorCode = 'locked' | 'elsewhere' | 'busy' | 'wrong-passphrase' | 'damaged' | 'unfinished';

export class VaultError extends Error {
  override name = 'VaultError';

  constructor(
    readonly code: VaultErrorCode,
    /** Which row or record, for a damaged one. */
    readonly place: string | null = null,
    options?: ErrorOptions,
  ) {
    super(place === null ? code : `${code}: ${place}`, options);
  }
}
