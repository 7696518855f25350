import { parentPort, Worker } from 'node:worker_threads';

interface Progress {
  done: number;
  total: number;
}

/**
 * Runs a module's `work(order)` in a thread of its own: it may compute without a pause, and several can
 * run side by side. `module` exports `work`; what it tells by `tellProgress` comes back to `onProgress`.
 * Rejects with the error that `work` threw.
 */
export function inWorker(
  module: URL,
  order: unknown,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { module: module.href, order } });
  return new Promise((resolve, reject) => {
    worker.on('message', ({ done, total }: Progress) => onProgress(done, total));
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the thread ended with code ${code}`))));
  });
}

/** Called inside the worker. */
export function tellProgress(progress: Progress): void {
  parentPort?.postMessage(progress);
}
