import type { FromTaskWorker, ToTaskWorker } from './serve';
import { type RunTask, TaskError, type TaskFailure } from './task';

type TaskWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

/** The window's side: a worker for each task, so that hashing gigabytes never stops a screen. */
export function runInWorker(spawn: () => TaskWorker): RunTask {
  return (task, onProgress, signal) =>
    new Promise((resolve, reject) => {
      const worker = spawn();
      const tell = (message: ToTaskWorker) => worker.postMessage(message);
      const cancel = () => tell({ kind: 'cancel' });
      const end = () => {
        signal.removeEventListener('abort', cancel);
        worker.terminate();
      };
      const fail = (failure: TaskFailure) => {
        end();
        reject(new TaskError(failure));
      };
      worker.onmessage = ({ data }: MessageEvent<FromTaskWorker>) => {
        if (data.kind === 'progress') onProgress(data.progress);
        else if (data.kind === 'failed') fail(data.failure);
        else {
          end();
          resolve(data.result);
        }
      };
      worker.onerror = (event) => {
        event.preventDefault();
        fail({ code: 'unknown', details: { reason: event.message || 'the worker could not start' } });
      };
      signal.addEventListener('abort', cancel, { once: true });
      tell({ kind: 'do', task });
      if (signal.aborted) cancel();
    });
}
