import { startWorker } from '@/privacy/start-worker';
import workerUrl from './worker.ts?worker&url';

export const spawnWorker = (): Worker => startWorker(workerUrl, 'hakui-engine');
