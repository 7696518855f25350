import { startWorker } from '@/privacy/start-worker';
import { runJob } from '../jobs/run-job';
import { ImportError, type ImportErrorCode } from './errors';
import type { CarryOut } from './orders';
import workerUrl from './worker.ts?worker&url';

/** Carries an order out in a worker of its own. */
export const inWorker: CarryOut = (order, onProgress, signal) =>
  runJob(startWorker(workerUrl, 'hakui-import'), order, {
    ...{ onProgress, signal },
    errorOf: ({ code, details }) => new ImportError(code as ImportErrorCode, details),
  });
