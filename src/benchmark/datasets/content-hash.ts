import { createSHA256 } from 'hash-wasm';
import { canonicalJson } from '../canonical-json';
import type { DatasetKind, Item } from '../types';

/**
 * `Dataset.id`: SHA-256 of {"items":[…],"kind":"…"} as JSON without spaces and with keys in code-unit
 * order (RFC 8785). Item by item, because a large set's JSON as one text takes a few hundred megabytes.
 */
export async function contentHash(kind: DatasetKind, items: readonly Item[]): Promise<string> {
  const hasher = await createSHA256();
  hasher.update('{"items":[');
  items.forEach((item, index) => {
    hasher.update(`${index ? ',' : ''}${canonicalJson(item)}`);
  });
  hasher.update(`],"kind":${JSON.stringify(kind)}}`);
  return hasher.digest('hex');
}
