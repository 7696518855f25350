import type { Derive } from '@/db/vault/key';
import { startWorker } from '../start-worker';
import type { DeriveRequest } from './derive-worker';
import workerUrl from './derive-worker.ts?worker&url';

/** Rejects where the worker can't start or lacks the memory. */
export const deriveInWorker: Derive = (passphrase, salt, kdf) =>
  new Promise<Uint8Array>((resolve, reject) => {
    const worker = startWorker(workerUrl, 'hakui-key');
    const end = () => worker.terminate();
    worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => {
      end();
      resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end();
      reject(new Error(event.message || 'the worker that derives the key could not start'));
    };
    const request: DeriveRequest = { passphrase, salt, kdf };
    worker.postMessage(request);
  });
