import '@/models/zod-without-eval';
import '@/privacy/report-from-worker';
import { EngineError, type EngineErrorCode } from '../errors';
import type { ChatMessage, LoadProgress } from '../types';
import { classify } from './classify-error';
import { forget } from './forget';
import { generate, type Host } from './generate';
import { watchDevices } from './gpu-watch';
import { loadModel } from './load-model';
import { PrefillInterrupted } from './prefill';
import type { FromWorker, Request, ToWorker } from './protocol';
import { scoreChoices } from './score-choices';

/** The dedicated worker that holds the model: one load in its life, then one request after another. */

let host: Host | null = null;
let current: number | null = null;
let interrupted: number | null = null;
const isInterrupted = () => current !== null && current === interrupted;

const post = (message: FromWorker) => self.postMessage(message);

if (typeof GPUAdapter !== 'undefined') watchDevices((error) => post({ kind: 'lost', error: error.toData() }));

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ('interrupt' in data) {
    interrupted = data.interrupt;
    host?.engine.interruptGenerate();
    return;
  }
  const { id, request } = data;
  if (request.kind === 'count') {
    void count(id, request.messages);
    return;
  }
  current = id;
  work(id, request).catch((error) => fail(id, request, error));
};

/** Touches nothing of a request under way, which goes on after it. */
async function count(id: number, messages: ChatMessage[]): Promise<void> {
  try {
    if (host === null) throw new EngineError('not-loaded');
    post({ kind: 'counts', id, counts: await host.prompts.count(messages) });
  } catch (error) {
    post({ kind: 'failed', id, error: classify(error).toData() });
  }
}

async function work(id: number, request: Exclude<Request, { kind: 'count' }>): Promise<void> {
  if (request.kind === 'load') {
    const report = (progress: LoadProgress) => post({ kind: 'progress', id, progress });
    const { host: made, loaded } = await loadModel(request.artifacts, report, isInterrupted);
    host = made;
    post({ kind: 'loaded', id, loaded });
    return;
  }
  if (host === null) throw new EngineError('not-loaded');
  if (request.kind === 'forget') {
    await forget(host);
    post({ kind: 'finished', id });
    return;
  }
  if (request.kind === 'score') {
    post({ kind: 'scores', id, scores: await scoreChoices(host, request.input, request.candidates) });
    return;
  }
  for await (const delta of generate(host, request.input, request.options)) {
    post({ kind: 'delta', id, delta });
  }
  post({ kind: 'finished', id });
}

/** What the caller did wrong; the model is as good as before. */
const CALLERS: EngineErrorCode[] = ['prompt-too-long', 'bad-request', 'not-loaded'];
/** The browser tells of a lost device a moment after a call to it failed, and tells it better. */
const LOSS_IS_TOLD_MS = 200;

async function fail(id: number, request: Request, error: unknown): Promise<void> {
  if (host !== null && error instanceof PrefillInterrupted) {
    await host.engine.resetChat();
    post({ kind: 'finished', id });
    return;
  }
  const { code, details } = classify(error);
  if (host !== null && CALLERS.includes(code)) {
    await host.engine.resetChat();
    post({ kind: 'failed', id, error: { code, details } });
    return;
  }
  await new Promise((resolve) => setTimeout(resolve, LOSS_IS_TOLD_MS));
  // After a fault inside web-llm in the middle of an answer nothing can be said of its state.
  post(
    request.kind === 'load'
      ? { kind: 'failed', id, error: { code, details } }
      : { kind: 'lost', error: { code, details } },
  );
}
