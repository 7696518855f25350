import { ImportError } from './errors';

/** One import at a time in a browser: its tabs share the disk, and one processor does the work. */
const NAME = 'hakui-import';

export class ImportLock {
  private letGo: (() => void) | null = null;

  /** `locks` is undefined on a page that came over plain HTTP, which has no private file system either. */
  constructor(private readonly locks: Pick<LockManager, 'request'> | undefined) {}

  /** Rejects with ImportError `other-tab` where another tab has it; nothing to do where this one has it. */
  acquire(): Promise<void> {
    const { locks } = this;
    if (this.letGo !== null || locks === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const hold = (lock: Lock | null) => {
        if (lock === null) throw new ImportError('other-tab');
        return new Promise<void>((letGo) => {
          this.letGo = letGo;
          resolve();
        });
      };
      locks.request(NAME, { ifAvailable: true }, hold).catch(reject);
    });
  }

  release(): void {
    this.letGo?.();
    this.letGo = null;
  }

  /** When no tab has it. */
  async free(): Promise<void> {
    await this.locks?.request(NAME, async () => undefined);
  }
}
