import type { ModelArtifacts } from '@/models/artifacts';
import type { EngineError } from '../../errors';
import type { ChatMessage, Delta, Engine, EngineStatus } from '../../types';
import { createEngine } from '../engine';
import { EngineLock } from '../engine-lock';
import { FakeProfile, FakeWorker } from './fake-browser';

export const artifacts: ModelArtifacts = {
  modelId: 'm',
  quantization: 'q4f32_1',
  adapterClass: 'software',
  weightsUrl: 'http://127.0.0.1/models/m/resolve/q4f32_1/',
  libraryUrl: 'http://127.0.0.1/models/m/lib/q4f32_1-software.wasm',
  files: [],
  contextWindow: 2048,
  template: { source: "{{ messages[-1]['content'] }}", tokens: {}, stopTokenIds: [2], beginTokenId: null },
  gpuMemoryBytes: 1,
  largestBufferBytes: 1,
};

export const QUESTION: ChatMessage[] = [{ role: 'user', content: 'Q' }];

/** An engine whose workers, clock and browser a test plays. */
export class TestPage {
  readonly profile = new FakeProfile();
  readonly workers: FakeWorker[] = [];
  /** Milliseconds. */
  now = 0;
  readonly engine: Engine = this.newEngine();
  /** The states the engine went through. */
  readonly states: EngineStatus['state'][] = [];

  constructor() {
    this.engine.subscribe(() => {
      const { state } = this.engine.status;
      if (this.states.at(-1) !== state) this.states.push(state);
    });
  }

  newEngine(): Engine {
    return createEngine({
      spawn: () => {
        this.workers.push(new FakeWorker());
        return this.worker();
      },
      lock: new EngineLock(this.profile.tab()),
      now: () => this.now,
    });
  }

  /** The newest. */
  worker(): FakeWorker {
    return this.workers.at(-1) as FakeWorker;
  }

  async ready(engine: Engine = this.engine): Promise<void> {
    const loading = engine.load(artifacts);
    await settled();
    this.worker().loaded();
    await loading;
  }
}

/** Lets every promise that can settle do so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Reads an answer to its end; what came before an error is kept. */
export async function read(answer: AsyncIterable<Delta>): Promise<{ text: string; error: EngineError | null }> {
  let text = '';
  try {
    for await (const delta of answer) if (delta.kind === 'text') text += delta.text;
    return { text, error: null };
  } catch (error) {
    return { text, error: error as EngineError };
  }
}
