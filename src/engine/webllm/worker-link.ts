import type { ModelArtifacts } from '@/models/artifacts';
import { EngineError } from '../errors';
import type { ChatMessage, ChoiceScores, Delta, Input, LoadProgress, TokenCounts } from '../types';
import type { FromWorker, Loaded, Request, ToWorker, WireOptions } from './protocol';

/** What the link needs of a Worker; tests speak for one. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate'> & {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
};

interface Pending {
  onMessage: (message: FromWorker) => void;
  settle: (error: EngineError | null) => void;
}

/** One worker and the requests it is asked. Its end, however it comes, ends every request. */
export class WorkerLink {
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private gone: EngineError | null = null;

  /** `onLost` is called once, when the worker is of no more use: the GPU is gone or its code has crashed. */
  constructor(
    private readonly worker: WorkerLike,
    private readonly onLost: (error: EngineError) => void,
  ) {
    worker.onmessage = ({ data }) => this.receive(data);
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.lose(new EngineError('unknown', { reason: event.message || 'the worker could not start' }));
    };
    worker.onmessageerror = () => this.lose(new EngineError('unknown', { reason: 'a message could not be read' }));
  }

  async load(artifacts: ModelArtifacts, onProgress: (progress: LoadProgress) => void): Promise<Loaded> {
    let loaded: Loaded | null = null;
    await this.ask({ kind: 'load', artifacts }, (message) => {
      if (message.kind === 'progress') onProgress(message.progress);
      if (message.kind === 'loaded') loaded = message.loaded;
    }).ended;
    return loaded as unknown as Loaded;
  }

  generate(input: Input, options: WireOptions, onDelta: (delta: Delta) => void): Asked {
    return this.ask({ kind: 'generate', input, options }, (message) => {
      if (message.kind === 'delta') onDelta(message.delta);
    });
  }

  score(input: Input, candidates: string[], onScores: (scores: ChoiceScores) => void): Asked {
    return this.ask({ kind: 'score', input, candidates }, (message) => {
      if (message.kind === 'scores') onScores(message.scores);
    });
  }

  forget(): Asked {
    return this.ask({ kind: 'forget' }, () => undefined);
  }

  async count(messages: ChatMessage[]): Promise<TokenCounts> {
    let counts: TokenCounts | null = null;
    await this.ask({ kind: 'count', messages }, (message) => {
      if (message.kind === 'counts') counts = message.counts;
    }).ended;
    return counts as unknown as TokenCounts;
  }

  /** Ends the worker at once, and every request with `reason`. */
  terminate(reason: EngineError): void {
    if (this.gone === null) this.finish(reason);
  }

  private ask(request: Request, onMessage: (message: FromWorker) => void): Asked {
    const id = this.nextId++;
    const ended = new Promise<void>((resolve, reject) => {
      if (this.gone !== null) {
        reject(this.gone);
        return;
      }
      this.pending.set(id, { onMessage, settle: (error) => (error === null ? resolve() : reject(error)) });
      this.send({ id, request });
    });
    ended.catch(() => undefined);
    return {
      ended,
      isOver: () => !this.pending.has(id),
      interrupt: () => this.send({ interrupt: id }),
    };
  }

  private send(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private receive(message: FromWorker): void {
    if (this.gone !== null) return;
    if (message.kind === 'lost') {
      this.lose(EngineError.fromData(message.error));
      return;
    }
    const pending = this.pending.get(message.id);
    pending?.onMessage(message);
    if (message.kind === 'progress' || message.kind === 'delta') return;
    this.pending.delete(message.id);
    pending?.settle(message.kind === 'failed' ? EngineError.fromData(message.error) : null);
  }

  private lose(error: EngineError): void {
    if (this.gone !== null) return;
    this.finish(error);
    this.onLost(error);
  }

  private finish(reason: EngineError): void {
    this.gone = reason;
    this.worker.terminate();
    for (const { settle } of this.pending.values()) settle(reason);
    this.pending.clear();
  }
}

/** A request under way. */
export interface Asked {
  /** Settles when the worker is free again; rejects with the EngineError the request ended with. */
  ended: Promise<void>;
  isOver: () => boolean;
  /** Makes it end soon. */
  interrupt: () => void;
}
