/**
 * `locked`: the vault has to be opened first. `elsewhere`: another tab has made, changed or removed the vault, so this one must start
 * anew. `busy`: an answer or a run is being written. `wrong-passphrase`. `damaged`: what is stored is not what was written.
 */
export type VaultErrorCode = 'locked' | 'elsewhere' | 'busy' | 'wrong-passphrase' | 'damaged';

export class VaultError extends Error {
  override name = 'VaultError';

  constructor(
    readonly code: VaultErrorCode,
    /** Which row or record, for a damaged one. */
    readonly place: string | null = null,
  ) {
    super(place === null ? code : `${code}: ${place}`);
  }
}
