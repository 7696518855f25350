import { timestamp } from '@/clock/clocks';
import { EngineError } from '../errors';

/** One model in GPU memory per browser profile: whoever holds this lock may have an engine. */
const NAME = 'hakui-engine';
/** A tab that is asked who it is answers at once; one that is frozen does not, and nobody waits longer for it. */
const ANSWER_MS = 500;
/** A tab that is asked gives its GPU memory back first; one that is frozen has the lock taken from it after this. */
const PATIENCE_MS = 5_000;

/** The tab that has the engine, in what others may tell a person of it. */
export type Holder = {
  model: string;
  /** When it took the lock; milliseconds since 1970. */
  since: number;
  doing: 'loading' | 'ready' | 'generating';
};

/** What tabs say to each other. The holder tells of itself when asked and when something changes. */
type TabMessage = { kind: 'give-up' } | { kind: 'who' } | { kind: 'holder'; holder: Holder } | { kind: 'free' };

/** What the lock needs of a browser; tests speak for one. */
export interface LockBrowser {
  /** Undefined on a page that came over plain HTTP; WebGPU is then missing too, and says so. */
  locks: Pick<LockManager, 'request'> | undefined;
  channel: Pick<BroadcastChannel, 'postMessage' | 'onmessage'>;
}

export class EngineLock {
  private letGo: (() => void) | null = null;
  private since = 0;
  private told: Omit<Holder, 'since'> | null = null;
  private onTaken = () => {};
  private onAnswer = (_: Holder) => {};
  /** Called when another tab that has the lock tells of itself, and with null when it let go. */
  onHolder = (_: Holder | null) => {};

  constructor(private readonly browser: LockBrowser) {
    browser.channel.onmessage = ({ data }: MessageEvent<TabMessage>) => this.hear(data);
  }

  /**
   * Rejects with `other-tab` where another tab holds it, with the Holder as details if that answers.
   * `onTaken` is called when another tab takes it over.
   */
  async acquire(onTaken: () => void): Promise<void> {
    this.onTaken = onTaken;
    if (this.letGo !== null) return;
    if (await this.holdIfFree()) return;
    const holder = await this.askHolder();
    // A page that closes has the lock for longer than its voice.
    if (holder === null && (await this.holdIfFree())) return;
    throw new EngineError('other-tab', holder ?? {});
  }

  /** What other tabs are told of this one while it holds the lock. */
  tell(about: Omit<Holder, 'since'> | null): void {
    const news = about?.model !== this.told?.model || about?.doing !== this.told?.doing;
    this.told = about;
    if (news) this.tellOthers();
  }

  /** Has another tab give it up, and takes it away from one that does not answer. */
  async takeOver(): Promise<void> {
    if (this.letGo !== null) return;
    this.say({ kind: 'give-up' });
    try {
      await this.hold({ signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch {
      await this.hold({ steal: true });
    }
  }

  release(): void {
    if (this.letGo === null) return;
    this.letGo();
    this.letGo = null;
    this.say({ kind: 'free' });
  }

  /** Tells the others that this page closes; the browser gives the lock back. */
  leave(): void {
    if (this.letGo !== null) this.say({ kind: 'free' });
  }

  private hear(message: TabMessage): void {
    if (message.kind === 'give-up') {
      if (this.letGo !== null) this.onTaken();
    } else if (message.kind === 'who') this.tellOthers();
    else if (this.letGo === null) {
      const holder = message.kind === 'holder' ? message.holder : null;
      if (holder !== null) this.onAnswer(holder);
      this.onHolder(holder);
    }
  }

  private tellOthers(): void {
    const { letGo, told, since } = this;
    if (letGo !== null && told !== null) this.say({ kind: 'holder', holder: { ...told, since } });
  }

  private say(message: TabMessage): void {
    this.browser.channel.postMessage(message);
  }

  private async holdIfFree(): Promise<boolean> {
    try {
      await this.hold({ ifAvailable: true });
      return true;
    } catch (error) {
      if (error instanceof EngineError) return false;
      throw error;
    }
  }

  /** Null where the tab that holds the lock does not answer. */
  private askHolder(): Promise<Holder | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), ANSWER_MS);
      this.onAnswer = (holder) => {
        clearTimeout(timer);
        resolve(holder);
      };
      this.say({ kind: 'who' });
    });
  }

  private hold(options: LockOptions): Promise<void> {
    const { locks } = this.browser;
    if (locks === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const released = locks.request(NAME, options, (lock) => {
        if (lock === null) throw new EngineError('other-tab');
        return new Promise<void>((letGo) => {
          this.letGo = letGo;
          this.since = timestamp();
          this.tellOthers();
          resolve();
        });
      });
      released.catch((error) => {
        reject(error);
        if (this.letGo === null || error instanceof EngineError) return;
        // After it was held, the only failure is having it stolen.
        this.letGo = null;
        this.onTaken();
        this.say({ kind: 'who' });
      });
    });
  }
}
