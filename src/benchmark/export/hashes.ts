import { createSHA256, sha256 } from 'hash-wasm';
import { canonicalJson } from '../datasets/content-hash';
import type { Protocol } from '../protocols/protocol';

/** `RunPlan.protocolHash`. */
export const hashOfProtocol = (protocol: Protocol): Promise<string> => sha256(canonicalJson(protocol));

/** SHA-256 of texts, as hexadecimal digits. Prepared once, because a run has many. */
export async function textHasher(): Promise<(text: string) => string> {
  const hasher = await createSHA256();
  return (text) => hasher.init().update(text).digest('hex');
}
