import { createHash, type Hash } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What a step's result depends on: a plain value, or a file or folder by its content. */
export type Input = { value: unknown } | { path: string; ignore?: RegExp };

/** Python's caches and tests say nothing about what a step makes. */
const NEVER = /(^|\/)(__pycache__|\.pytest_cache|node_modules|tests)(\/|$)|\.(test|pyc)\b/;

/** SHA-256 over all inputs in order. A path that is missing counts as missing, not as an error. */
export async function fingerprint(inputs: readonly Input[]): Promise<string> {
  const hash = createHash('sha256');
  for (const input of inputs) {
    if ('path' in input) await hashPath(hash, input.path, input.path, input.ignore);
    else hash.update(`value\0${JSON.stringify(input.value)}\0`);
  }
  return hash.digest('hex');
}

async function hashPath(hash: Hash, root: string, path: string, ignore?: RegExp): Promise<void> {
  const name = relative(root, path).split(sep).join('/');
  if (name !== '' && (NEVER.test(name) || ignore?.test(name))) return;
  const found = await stat(path).catch(() => null);
  if (!found) {
    hash.update(`missing\0${name}\0`);
  } else if (found.isDirectory()) {
    const entries = (await readdir(path, { withFileTypes: true })).map((entry: Dirent) => entry.name).sort();
    for (const entry of entries) await hashPath(hash, root, join(path, entry), ignore);
  } else {
    hash.update(`file\0${name}\0${found.size}\0`);
    await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) hash.update(chunk);
    });
  }
}

/** SHA-256 of one file, as 64 hexadecimal digits. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) hash.update(chunk);
  });
  return hash.digest('hex');
}
