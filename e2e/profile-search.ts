import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** How a text may lie in a browser's files: as it is, as Chromium and V8 keep what is not Latin, and as part of an address. */
const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text, 'utf8'),
  'UTF-16LE': (text) => Buffer.from(text, 'utf16le'),
  'percent-encoded': (text) => Buffer.from(encodeURIComponent(text), 'latin1'),
};

/**
 * Where phrases lie in a browser's profile folder, as "path: phrase (encoding)", each once; empty where there is none. Chromium's
 * tables are compressed by repeated bytes: phrases without repetition, of a few dozen bytes, are found there too.
 */
export function searchProfile(folder: string, phrases: readonly string[]): string[] {
  const found = new Set<string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const bytes = contentOf(join(folder, file));
    if (bytes === null) continue;
    for (const phrase of phrases) {
      for (const [encoding, encode] of Object.entries(ENCODINGS)) {
        if (bytes.includes(encode(phrase))) found.add(`${file}: ${phrase} (${encoding})`);
      }
    }
  }
  return [...found];
}

/** Null for what is no plain file, or is gone since: a running browser goes on writing. */
function contentOf(path: string): Buffer | null {
  try {
    return statSync(path).isFile() ? readFileSync(path) : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
