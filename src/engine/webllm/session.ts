import type { ModelArtifacts } from '@/models/artifacts';
import { EngineError } from '../errors';
import type {
  ChatMessage,
  ChoiceScores,
  Delta,
  EngineStatus,
  GenerateOptions,
  Input,
  LoadedModel,
  LoadProgress,
  TokenCounts,
} from '../types';
import { Channel } from './channel';
import type { Loaded } from './protocol';
import { type Asked, type WorkerLike, WorkerLink } from './worker-link';

/** A second loss within this time means that the device will not hold the model. */
const SECOND_LOSS_MS = 60_000;
/** A cancelled request may go on for at least this long before its worker is given up. */
const SHORTEST_DRAIN_SECONDS = 2;

export interface SessionHooks {
  spawn: () => WorkerLike;
  /** Milliseconds. */
  now: () => number;
  changed: () => void;
  /** The model could not be kept; the session is closed. */
  failed: (error: EngineError) => void;
}

/** One model from its load to its end: the worker that holds it, the queue to it, its recovery after a loss. */
export class Session {
  private link: WorkerLink | null = null;
  private model: LoadedModel | null = null;
  private progress: LoadProgress = { phase: 'checking', loadedBytes: 0, totalBytes: 0, fraction: 0, secondsLeft: null };
  private activity: 'ready' | 'generating' | 'stopping' | 'recovering' = 'ready';
  /** Settles when the worker is ready for requests; rejects when it will not be. */
  private up: Promise<unknown> = Promise.resolve();
  /** Settles when the last request in the queue has left the worker. */
  private turn: Promise<void> = Promise.resolve();
  private readonly closed = new AbortController();
  private loss: { error: EngineError; at: number } | null = null;
  private secondsFromCache = 0;

  constructor(
    private readonly artifacts: ModelArtifacts,
    private readonly hooks: SessionHooks,
  ) {}

  status(): EngineStatus {
    const { model, artifacts, progress } = this;
    return model === null
      ? { state: 'loading', modelId: artifacts.modelId, progress }
      : { state: this.activity, model };
  }

  /** Rejects with the EngineError of the failure, or with the reason the session was closed for. */
  async load(onProgress: (progress: LoadProgress) => void): Promise<LoadedModel> {
    const startedAt = this.hooks.now();
    const start = () =>
      this.start((progress) => {
        this.progress = progress;
        onProgress(progress);
        this.hooks.changed();
      });
    const loaded = await start().catch((error: EngineError) => {
      if (error.code !== 'device-lost' || this.closed.signal.aborted) throw error;
      this.loss = { error, at: this.hooks.now() };
      return start();
    });
    const { modelId: id, quantization, adapterClass, contextWindow, gpuMemoryBytes } = this.artifacts;
    const loadSeconds = (this.hooks.now() - startedAt) / 1_000;
    const { device } = loaded;
    this.model = { id, quantization, adapterClass, device, contextWindow, gpuMemoryBytes, loadSeconds };
    this.hooks.changed();
    return this.model;
  }

  /** `goesOn`: what the key-value cache holds of the conversation already may be used. */
  generate(input: Input, { signal, ...options }: GenerateOptions, goesOn: boolean): AsyncGenerator<Delta> {
    return this.ask<Delta>((link, push) => link.generate(input, { ...options, goesOn }, push), signal);
  }

  async score(input: Input, candidates: string[], signal?: AbortSignal): Promise<ChoiceScores> {
    for await (const scores of this.ask<ChoiceScores>((link, push) => link.score(input, candidates, push), signal)) {
      return scores;
    }
    throw new EngineError('unknown', { reason: 'no scores came' });
  }

  async forget(): Promise<void> {
    for await (const _ of this.ask<never>((link) => link.forget(), undefined));
  }

  /** Beside the queue. Where the worker is replaced meanwhile, its successor is asked. */
  async count(messages: ChatMessage[], signal?: AbortSignal): Promise<TokenCounts> {
    for (;;) {
      await this.unlessStopped(this.up, signal);
      const link = this.link as WorkerLink;
      try {
        return await this.unlessStopped(link.count(messages), signal);
      } catch (error) {
        if (this.link === link || this.closed.signal.aborted || signal?.aborted) throw error;
      }
    }
  }

  /** Ends the worker and everything asked of it at once, with `reason`. */
  close(reason: EngineError): void {
    this.closed.abort(reason);
    this.link?.terminate(reason);
  }

  private async start(onProgress: (progress: LoadProgress) => void): Promise<Loaded> {
    this.closed.signal.throwIfAborted();
    this.link = new WorkerLink(this.hooks.spawn(), (error) => this.lost(error));
    const loaded = await this.link.load(this.artifacts, onProgress);
    this.secondsFromCache = loaded.secondsFromCache;
    return loaded;
  }

  private lost(error: EngineError): void {
    if (this.model === null) return; // load() hears of it from its own request
    const at = this.hooks.now();
    const again = this.loss !== null && at - this.loss.at < SECOND_LOSS_MS;
    this.loss = { error, at };
    if (again) this.fail(error);
    else this.restart();
  }

  /** A fresh worker that reads the model from the cache, where requests wait for it. */
  private restart(): void {
    this.activity = 'recovering';
    this.up = this.start(() => undefined).then(
      () => this.become('ready'),
      (error: EngineError) => {
        this.fail(error);
        throw error;
      },
    );
    this.up.catch(() => undefined);
    this.hooks.changed();
  }

  private fail(error: EngineError): void {
    if (this.closed.signal.aborted) return;
    this.close(error);
    this.hooks.failed(error);
  }

  private become(activity: 'ready' | 'generating' | 'stopping'): void {
    this.activity = activity;
    this.hooks.changed();
  }

  /**
   * One request, after all earlier ones. If the device is lost before anything was delivered, the request
   * is made again on the recovered one; otherwise it ends with the loss once the model is back.
   */
  private async *ask<T>(
    start: (link: WorkerLink, push: (value: T) => void) => Asked,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<T> {
    const leave = await this.enter(signal);
    let free: Promise<void> = Promise.resolve();
    try {
      for (let retried = false; ; retried = true) {
        const channel = new Channel<T>();
        const stop = () => channel.fail(new EngineError('cancelled'));
        signal?.addEventListener('abort', stop, { once: true });
        this.become('generating');
        const asked = start(this.link as WorkerLink, (value) => channel.push(value));
        asked.ended.then(
          () => channel.end(),
          (error) => channel.fail(error),
        );
        let delivered = false;
        try {
          for await (const value of channel) {
            delivered = true;
            yield value;
          }
          return;
        } catch (error) {
          if (error !== this.loss?.error || this.closed.signal.aborted) throw error;
          await this.unlessStopped(this.up, signal);
          if (delivered || retried) throw error;
        } finally {
          signal?.removeEventListener('abort', stop);
          free = this.drain(asked);
        }
      }
    } finally {
      free.then(leave);
    }
  }

  /** Waits for this request's turn and for the worker; returns what to call when the worker is free again. */
  private async enter(signal: AbortSignal | undefined): Promise<() => void> {
    const before = this.turn;
    let leave = () => {};
    this.turn = new Promise((resolve) => {
      leave = resolve;
    });
    try {
      await this.unlessStopped(before, signal);
      await this.unlessStopped(this.up, signal);
    } catch (error) {
      before.then(leave);
      throw error;
    }
    return () => {
      if (this.activity !== 'recovering' && !this.closed.signal.aborted) this.become('ready');
      leave();
    };
  }

  /**
   * Lets a request that nobody listens to any more end. Kernels under way cannot be stopped, and a long
   * prompt is one row of them: after the time a reload would take, the worker is given up instead, so that
   * the next request never waits more than twice as long as it must.
   */
  private async drain(asked: Asked): Promise<void> {
    if (asked.isOver()) return;
    this.become('stopping');
    asked.interrupt();
    const seconds = Math.max(SHORTEST_DRAIN_SECONDS, this.secondsFromCache);
    const timer = setTimeout(() => {
      this.link?.terminate(new EngineError('cancelled'));
      this.restart();
    }, seconds * 1_000);
    await asked.ended.catch(() => undefined);
    clearTimeout(timer);
  }

  /** Settles with `wait`, or rejects as soon as the caller cancels or the session closes. */
  private async unlessStopped<T>(wait: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    let onAbort = () => {};
    const stopped = new Promise<never>((_, reject) => {
      onAbort = () => reject(this.closed.signal.aborted ? this.closed.signal.reason : new EngineError('cancelled'));
      signal?.addEventListener('abort', onAbort);
      this.closed.signal.addEventListener('abort', onAbort);
      if (signal?.aborted || this.closed.signal.aborted) onAbort();
    });
    try {
      return await Promise.race([stopped, wait]);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.closed.signal.removeEventListener('abort', onAbort);
    }
  }
}
