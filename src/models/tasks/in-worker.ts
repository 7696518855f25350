import { startWorker } from '@/privacy/start-worker';
import { runJob } from '../jobs/run-job';
import { type RunTask, TaskError, type TaskFailure } from './task';
import workerUrl from './worker.ts?worker&url';

/** Does a task in a worker of its own. */
export const inWorker: RunTask = (task, onProgress, signal) =>
  runJob(startWorker(workerUrl, 'hakui-models'), task, {
    ...{ onProgress, signal },
    errorOf: (failure) => new TaskError(failure as TaskFailure),
  });
