import { createSHA256 } from 'hash-wasm';
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

export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(',')}}`;
}
