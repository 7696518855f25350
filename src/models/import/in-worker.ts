import { startWorker } from '@/privacy/start-worker';
import { ImportError } from './errors';
import type { CarryOut, FromWorker, Results, ToWorker } from './protocol';
import workerUrl from './worker.ts?worker&url';

/** A worker that reads from a drive which no longer answers is ended without it. */
const PATIENCE_MS = 5_000;

/** Carries an order out in a worker of its own, which is gone when the promise is settled. */
export const inWorker: CarryOut = (order, onProgress, signal) =>
  new Promise((resolve, reject) => {
    const worker = startWorker(workerUrl, 'hakui-import');
    const post = (message: ToWorker) => worker.postMessage(message);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      worker.terminate();
    };
    const fail = (error: ImportError) => {
      end();
      reject(error);
    };
    const stop = () => {
      post({ stop: true });
      timer = setTimeout(() => fail(new ImportError('cancelled')), PATIENCE_MS);
    };
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === 'progress') onProgress(data.progress);
      else if (data.kind === 'failed') fail(new ImportError(data.error.code, data.error.details));
      else {
        end();
        resolve(data.result as Results[typeof order.kind]);
      }
    };
    worker.onerror = (event) => fail(new ImportError('unknown', { reason: event.message || 'the worker ended' }));
    signal.addEventListener('abort', stop, { once: true });
    post({ order });
    if (signal.aborted) stop();
  });
