import '@/privacy/report-from-worker';
import { argon2Verify } from 'hash-wasm';

export interface PinToCheck {
  pin: string;
  /** As argon2 writes it down. */
  hash: string;
}

/** Checks one PIN: in a worker, because a hash that is slow to guess is slow to check, and the screen would stand still. */
self.onmessage = async ({ data: { pin, hash } }: MessageEvent<PinToCheck>) => {
  self.postMessage(await argon2Verify({ password: pin, hash }));
};
