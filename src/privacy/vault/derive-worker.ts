import { argon2id } from 'hash-wasm';
import type { Kdf } from '@/db/vault/key';

export interface DeriveRequest {
  passphrase: string;
  salt: Uint8Array;
  kdf: Kdf;
}

/** Derives one key. A worker of its own: it takes most of a second, and its memory goes with it. */
self.onmessage = async ({ data }: MessageEvent<DeriveRequest>) => {
  const { passphrase, salt, kdf } = data;
  const key = await argon2id({
    ...{ password: passphrase, salt, hashLength: 32, outputType: 'binary' },
    ...{ iterations: kdf.passes, parallelism: kdf.lanes, memorySize: kdf.memoryKiB },
  });
  self.postMessage(key);
};
