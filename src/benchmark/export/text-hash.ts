import { createSHA256 } from 'hash-wasm';

/** SHA-256 of texts, as hexadecimal digits. Prepared once, because a run has many. */
export async function textHasher(): Promise<(text: string) => string> {
  const hasher = await createSHA256();
  return (text) => hasher.init().update(text).digest('hex');
}
