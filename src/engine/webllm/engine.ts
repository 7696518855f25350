import type { ModelArtifacts } from '@/models/artifacts';
import { EngineError } from '../errors';
import type {
  ChatMessage,
  ChoiceScores,
  Delta,
  Engine,
  EngineStatus,
  GenerateOptions,
  Input,
  LoadedModel,
  LoadProgress,
  TokenCounts,
} from '../types';
import { EngineLock, type Holder } from './engine-lock';
import { Session } from './session';
import { spawnWorker } from './spawn-worker';
import type { WorkerLike } from './worker-link';

export interface EngineParts {
  spawn: () => WorkerLike;
  lock: EngineLock;
  now: () => number;
}

export function createEngine(parts: EngineParts = browserParts()): Engine {
  return new WebLlmEngine(parts);
}

function browserParts(): EngineParts {
  const lock = new EngineLock({ locks: navigator.locks, channel: new BroadcastChannel('hakui-engine') });
  addEventListener('pagehide', () => lock.leave());
  return { spawn: spawnWorker, lock, now: () => performance.now() };
}

class WebLlmEngine implements Engine {
  status: EngineStatus = { state: 'idle' };
  private session: Session | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly parts: EngineParts) {
    parts.lock.onHolder = (holder) => this.learn(holder);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async load(
    artifacts: ModelArtifacts,
    onProgress: (progress: LoadProgress) => void = () => undefined,
    signal?: AbortSignal,
  ): Promise<LoadedModel> {
    if (signal?.aborted) throw new EngineError('cancelled');
    this.session?.close(new EngineError('cancelled'));
    const session = this.newSession(artifacts);
    const cancel = () => this.rest(session, new EngineError('cancelled'));
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await this.parts.lock.acquire(() => this.session && this.rest(this.session, new EngineError('other-tab')));
      return await session.load(onProgress);
    } catch (error) {
      const failure = EngineError.from(error);
      this.rest(session, failure);
      throw failure;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  async *chat(messages: ChatMessage[], options: GenerateOptions = {}): AsyncGenerator<Delta> {
    checkMessages(messages);
    yield* this.stream({ messages }, options, true);
  }

  async *complete(input: Input, options: GenerateOptions = {}): AsyncGenerator<Delta> {
    checkInput(input);
    yield* this.stream(input, options, false);
  }

  async scoreChoices(input: Input, candidates: string[], signal?: AbortSignal): Promise<ChoiceScores> {
    checkInput(input);
    return this.loaded().score(input, candidates, signal);
  }

  async countTokens(messages: ChatMessage[], signal?: AbortSignal): Promise<TokenCounts> {
    return this.loaded().count(messages, signal);
  }

  async forget(): Promise<void> {
    if (this.session !== null && this.status.state !== 'loading') await this.session.forget();
  }

  async unload(): Promise<void> {
    if (this.session !== null) this.rest(this.session, new EngineError('cancelled'));
  }

  async takeOver(): Promise<void> {
    await this.parts.lock.takeOver();
  }

  private stream(input: Input, options: GenerateOptions, goesOn: boolean): AsyncGenerator<Delta> {
    const { topLogprobs = 0, repetitionPenalty = 1 } = options;
    if (!(repetitionPenalty > 0)) throw new EngineError('bad-request', { reason: 'repetitionPenalty is above 0' });
    if (topLogprobs < 0 || topLogprobs > 5) throw new EngineError('bad-request', { reason: 'topLogprobs is 0 to 5' });
    return this.loaded().generate(input, options, goesOn);
  }

  private loaded(): Session {
    if (this.session === null || this.status.state === 'loading') throw new EngineError('not-loaded');
    return this.session;
  }

  private newSession(artifacts: ModelArtifacts): Session {
    const session: Session = new Session(artifacts, {
      spawn: this.parts.spawn,
      now: this.parts.now,
      changed: () => this.session === session && this.show(session.status()),
      failed: (error) => this.rest(session, error),
    });
    this.session = session;
    this.show(session.status());
    return session;
  }

  /** Ends a session, unless a newer one has taken its place. */
  private rest(session: Session, reason: EngineError): void {
    session.close(reason);
    if (this.session !== session) return;
    this.session = null;
    this.parts.lock.release();
    this.show(reason.code === 'cancelled' ? { state: 'idle' } : { state: 'failed', error: reason });
  }

  /** Keeps what is said of the tab that has the engine true while this one says that it cannot have it. */
  private learn(holder: Holder | null): void {
    if (this.status.state !== 'failed' || this.status.error.code !== 'other-tab') return;
    this.show({
      state: 'failed',
      error: new EngineError('other-tab', holder === null ? { doing: 'gone' } : { ...holder }),
    });
  }

  private show(status: EngineStatus): void {
    this.status = status;
    this.parts.lock.tell(toldOf(status));
    for (const listener of this.listeners) listener();
  }
}

function toldOf(status: EngineStatus): Omit<Holder, 'since'> | null {
  if (status.state === 'loading') return { model: status.modelId, doing: 'loading' };
  if (!('model' in status)) return null;
  const { id: model } = status.model;
  if (status.state === 'recovering') return { model, doing: 'loading' };
  return { model, doing: status.state === 'ready' ? 'ready' : 'generating' };
}

function checkInput(input: Input): void {
  if (typeof input !== 'string') checkMessages(input.messages);
  else if (input === '') throw new EngineError('bad-request', { reason: 'the prompt is empty' });
}

/** Templates want a system message or none, then user and assistant by turns, a user's last. */
function checkMessages(messages: ChatMessage[]): void {
  const turns = messages[0]?.role === 'system' ? messages.slice(1) : messages;
  const wrong = turns.findIndex(({ role }, index) => role !== (index % 2 === 0 ? 'user' : 'assistant'));
  if (wrong >= 0 || turns.length % 2 === 0) {
    const place = (wrong >= 0 ? wrong : turns.length) + messages.length - turns.length;
    throw new EngineError('bad-request', {
      reason: `message ${place}: user and assistant must take turns, and a user's message must be the last`,
    });
  }
}
