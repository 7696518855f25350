import { startWorker } from '@/privacy/start-worker';
import workerUrl from './models-worker.ts?worker&url';

export const spawnModelsWorker = (): Worker => startWorker(workerUrl, 'hakui-models');
