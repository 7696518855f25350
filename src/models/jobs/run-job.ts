import type { FromJobWorker, JobFailure, ToJobWorker } from './serve-job';

export type JobWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

/** A worker that reads from a drive which no longer answers is ended without it. */
const PATIENCE_MS = 5_000;

/**
 * The window's side: has a new worker do one job, and ends the worker with it. Rejects with what `errorOf` makes of the
 * failure: the job's own, `cancelled` once the signal is aborted, `unknown` where the worker does not start or breaks off.
 */
export function runJob<Job, Result, Progress>(
  worker: JobWorker,
  job: Job,
  { onProgress, signal, errorOf }: RunOptions<Progress>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const tell = (message: ToJobWorker<Job>) => worker.postMessage(message);
    let patience: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(patience);
      signal.removeEventListener('abort', stop);
      worker.terminate();
    };
    const fail = (failure: JobFailure) => {
      end();
      reject(errorOf(failure));
    };
    const stop = () => {
      tell({ kind: 'stop' });
      patience = setTimeout(() => fail({ code: 'cancelled', details: {} }), PATIENCE_MS);
    };
    worker.onmessage = ({ data }: MessageEvent<FromJobWorker<Result, Progress>>) => {
      if (data.kind === 'progress') return onProgress(data.progress);
      if (data.kind === 'failed') return fail(data.failure);
      end();
      resolve(data.result);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail({ code: 'unknown', details: { reason: event.message || 'the worker did not start, or broke off' } });
    };
    signal.addEventListener('abort', stop, { once: true });
    tell({ kind: 'do', job });
    if (signal.aborted) stop();
  });
}

interface RunOptions<Progress> {
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
  errorOf: (failure: JobFailure) => Error;
}
