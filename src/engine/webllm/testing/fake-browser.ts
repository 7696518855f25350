import type { EngineErrorData } from '../../errors';
import type { LockBrowser } from '../engine-lock';
import type { FromWorker, Request, ToWorker } from '../protocol';
import type { WorkerLike } from '../worker-link';

/** A worker that a test speaks for. */
export class FakeWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;
  terminated = false;
  readonly requests: { id: number; request: Request }[] = [];
  readonly interrupts: number[] = [];

  postMessage(message: ToWorker): void {
    if ('interrupt' in message) this.interrupts.push(message.interrupt);
    else this.requests.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  say(message: FromWorker): void {
    if (!this.terminated) this.onmessage?.({ data: message } as MessageEvent<FromWorker>);
  }

  crash(message: string): void {
    this.onerror?.({ message } as ErrorEvent);
  }

  /** The request under way. */
  get asked(): { id: number; request: Request } {
    const last = this.requests.at(-1);
    if (last === undefined) throw new Error('nothing was asked of the worker');
    return last;
  }

  loaded(secondsFromCache = 9): void {
    const device = {
      lacks: [],
      adapterRefused: false,
      webgpu: true,
      adapter: true,
      name: 'fake',
      adapterClass: 'software',
      shaderF16: false,
      maxBufferBytes: 1,
      maxStorageBindingBytes: 1,
      maxStorageBuffersPerStage: 10,
      maxWorkgroupStorageBytes: 32_768,
      memoryBytes: null,
    } as const;
    this.say({ kind: 'loaded', id: this.asked.id, loaded: { device, secondsFromCache } });
  }

  text(text: string): void {
    this.say({ kind: 'delta', id: this.asked.id, delta: { kind: 'text', text } });
  }

  end(): void {
    const usage = {
      promptTokens: 1,
      completionTokens: 1,
      prefillTokensPerSecond: 1,
      decodeTokensPerSecond: 1,
      timeToFirstToken: 1,
      totalSeconds: 1,
    };
    this.say({ kind: 'delta', id: this.asked.id, delta: { kind: 'end', finish: 'stop', usage } });
    this.finish();
  }

  finish(): void {
    this.say({ kind: 'finished', id: this.asked.id });
  }

  fail(error: EngineErrorData): void {
    this.say({ kind: 'failed', id: this.asked.id, error });
  }

  lose(reason = 'gone'): void {
    this.say({ kind: 'lost', error: { code: 'device-lost', details: { reason } } });
  }
}

/** The locks and channels of one browser profile, for engines of several tabs. */
export class FakeProfile {
  private holder: { letGo: () => void; steal: (error: Error) => void } | null = null;
  private readonly waiting: (() => void)[] = [];
  private readonly channels = new Set<LockBrowser['channel']>();

  tab(): LockBrowser {
    const channel: LockBrowser['channel'] = {
      onmessage: null,
      postMessage: (data: unknown) => {
        for (const other of this.channels) {
          if (other !== channel) other.onmessage?.call(other as BroadcastChannel, { data } as MessageEvent);
        }
      },
    };
    this.channels.add(channel);
    return { channel, locks: { request: this.request.bind(this) as LockManager['request'] } };
  }

  private async request(
    _name: string,
    options: LockOptions,
    work: (lock: Lock | null) => Promise<unknown>,
  ): Promise<unknown> {
    if (options.steal && this.holder !== null) {
      this.holder.steal(new DOMException('stolen', 'AbortError'));
      this.holder = null;
    }
    if (this.holder !== null) {
      if (options.ifAvailable) return work(null);
      options.signal?.throwIfAborted();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    return new Promise((resolve, reject) => {
      const mine = { letGo: () => {}, steal: reject };
      this.holder = mine;
      work({ name: _name, mode: 'exclusive' }).then((value) => {
        if (this.holder === mine) this.holder = null;
        this.waiting.shift()?.();
        resolve(value);
      }, reject);
    });
  }
}
