import { startWorker } from '@/privacy/start-worker';
import type { PinToCheck } from './pin-worker';
import workerUrl from './pin-worker.ts?worker&url';

/** Whether a PIN is the one of the hash. Rejects where the browser cannot compute it. */
export async function checkPin(pin: string, hash: string): Promise<boolean> {
  const worker = startWorker(workerUrl, 'hakui-pin');
  try {
    return await new Promise<boolean>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<boolean>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage({ pin, hash } satisfies PinToCheck);
    });
  } finally {
    worker.terminate();
  }
}
