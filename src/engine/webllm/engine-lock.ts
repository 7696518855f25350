import { EngineError } from '../errors';

/** One model in GPU memory per browser profile: whoever holds this lock may have an engine. */
const NAME = 'hakui-engine';
/** A tab that is asked gives its GPU memory back first; one that is frozen has the lock taken from it after this. */
const PATIENCE_MS = 5_000;

/** What the lock needs of a browser; tests speak for one. */
export interface LockBrowser {
  /** Undefined on a page that came over plain HTTP; WebGPU is then missing too, and says so. */
  locks: Pick<LockManager, 'request'> | undefined;
  channel: Pick<BroadcastChannel, 'postMessage' | 'onmessage'>;
}

export class EngineLock {
  private letGo: (() => void) | null = null;
  private onTaken = () => {};

  constructor(private readonly browser: LockBrowser) {
    browser.channel.onmessage = () => {
      if (this.letGo !== null) this.onTaken();
    };
  }

  /** Rejects with `other-tab` where another tab holds it. `onTaken` is called when another tab takes it over. */
  async acquire(onTaken: () => void): Promise<void> {
    this.onTaken = onTaken;
    if (this.letGo === null) await this.hold({ ifAvailable: true });
  }

  /** Has another tab give it up, and takes it away from one that does not answer. */
  async takeOver(): Promise<void> {
    if (this.letGo !== null) return;
    this.browser.channel.postMessage('give up');
    try {
      await this.hold({ signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch {
      await this.hold({ steal: true });
    }
  }

  release(): void {
    this.letGo?.();
    this.letGo = null;
  }

  private hold(options: LockOptions): Promise<void> {
    const { locks } = this.browser;
    if (locks === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const released = locks.request(NAME, options, (lock) => {
        if (lock === null) throw new EngineError('other-tab');
        return new Promise<void>((letGo) => {
          this.letGo = letGo;
          resolve();
        });
      });
      released.catch((error) => {
        // After it was held, the only failure is having it stolen.
        if (this.letGo !== null && !(error instanceof EngineError)) this.onTaken();
        reject(error);
      });
    });
  }
}
