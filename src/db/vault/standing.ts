/** What a connection to the database knows of the vault. */
export class Standing {
  /** The vault's id; null where there is none. */
  id: string | null = null;
  /** In memory while the vault is open, and nowhere else. */
  key: Uint8Array | null = null;

  /** The key is overwritten, as far as a page can: the browser may have moved copies of it. */
  dropKey(): void {
    this.key?.fill(0);
    this.key = null;
  }
}
