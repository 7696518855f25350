import { EngineError } from '@/engine/errors';
import type {
  ChatMessage,
  ChoiceScores,
  Delta,
  Engine,
  EngineStatus,
  GenerateOptions,
  LoadedModel,
  LoadProgress,
  TokenCounts,
} from '@/engine/types';
import type { ModelArtifacts } from '@/models/artifacts';
import { device } from './devices';

/** One request that the screens made of the engine: the test speaks for the model. */
export class FakeAnswer {
  private readonly deltas: (Delta | EngineError)[] = [];
  private wake = () => {};

  constructor(
    readonly messages: ChatMessage[],
    readonly options: GenerateOptions,
  ) {
    options.signal?.addEventListener('abort', () => this.push(new EngineError('cancelled')));
  }

  say(text: string): void {
    this.push({ kind: 'text', text });
  }

  end(finish: 'stop' | 'length' = 'stop'): void {
    const usage = {
      promptTokens: 12,
      completionTokens: 34,
      prefillTokensPerSecond: 100,
      decodeTokensPerSecond: 56.78,
      timeToFirstToken: 0.1,
      totalSeconds: 1,
    };
    this.push({ kind: 'end', finish, usage });
  }

  fail(error: EngineError): void {
    this.push(error);
  }

  async *stream(): AsyncGenerator<Delta> {
    for (;;) {
      const next = this.deltas.shift();
      if (next instanceof EngineError) throw next;
      if (next) yield next;
      else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
      if (next?.kind === 'end') return;
    }
  }

  private push(delta: Delta | EngineError): void {
    this.deltas.push(delta);
    this.wake();
  }
}

/** An engine without a model, for tests of what stands above it. */
export class FakeEngine implements Engine {
  status: EngineStatus = { state: 'idle' };
  readonly answers: FakeAnswer[] = [];
  takeOvers = 0;
  forgotten = 0;
  private readonly listeners = new Set<() => void>();
  private loading: { resolve: (model: LoadedModel) => void; reject: (error: EngineError) => void } | null = null;
  private artifacts: ModelArtifacts | null = null;

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  load(artifacts: ModelArtifacts, _onProgress?: unknown, signal?: AbortSignal): Promise<LoadedModel> {
    this.loading?.reject(new EngineError('cancelled'));
    this.artifacts = artifacts;
    const promise = new Promise<LoadedModel>((resolve, reject) => {
      this.loading = { resolve, reject };
    });
    this.progress({ phase: 'checking', loadedBytes: 0, totalBytes: 0, fraction: 0, secondsLeft: null });
    signal?.addEventListener('abort', () => {
      this.show({ state: 'idle' });
      this.loading?.reject(new EngineError('cancelled'));
    });
    return promise;
  }

  progress(progress: LoadProgress): void {
    this.show({ state: 'loading', modelId: this.artifacts!.modelId, progress });
  }

  finishLoad(): void {
    const { modelId: id, quantization, adapterClass, contextWindow, gpuMemoryBytes } = this.artifacts!;
    const model = { id, quantization, adapterClass, contextWindow, gpuMemoryBytes, device, loadSeconds: 1 };
    this.show({ state: 'ready', model });
    this.loading?.resolve(model);
  }

  /** As after a load, of no model in particular. */
  hold(contextWindow: number): void {
    const model = { id: 'm', quantization: 'q4f32_1', adapterClass: 'gpu', gpuMemoryBytes: 1, loadSeconds: 1 } as const;
    this.show({ state: 'ready', model: { ...model, contextWindow, device } });
  }

  failLoad(error: EngineError): void {
    this.show({ state: 'failed', error });
    this.loading?.reject(error);
  }

  async *chat(messages: ChatMessage[], options: GenerateOptions = {}): AsyncGenerator<Delta> {
    const answer = new FakeAnswer(messages, options);
    this.answers.push(answer);
    yield* answer.stream();
  }

  // biome-ignore lint/correctness/useYield: the screens never ask for it
  async *complete(): AsyncGenerator<Delta> {
    throw new EngineError('not-loaded');
  }

  async scoreChoices(): Promise<ChoiceScores> {
    throw new EngineError('not-loaded');
  }

  /** A token for each character, four for the marks of a turn, ten for a frame without a system message of its own. */
  async countTokens(messages: ChatMessage[]): Promise<TokenCounts> {
    if (!('model' in this.status)) throw new EngineError('not-loaded');
    const [system] = messages.filter(({ role }) => role === 'system');
    const turns = messages.filter(({ role }) => role !== 'system');
    return { frame: 10 + (system?.content.length ?? 0), turns: turns.map(({ content }) => content.length + 4) };
  }

  async forget(): Promise<void> {
    this.forgotten += 1;
  }

  async unload(): Promise<void> {
    this.show({ state: 'idle' });
  }

  async takeOver(): Promise<void> {
    this.takeOvers += 1;
  }

  private show(status: EngineStatus): void {
    this.status = status;
    for (const listener of this.listeners) listener();
  }
}
