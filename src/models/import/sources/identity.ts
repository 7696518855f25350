import { createSHA256 } from 'hash-wasm';
import { z } from 'zod';
import { readBlob } from './blob-source';
import type { Given, GivenFile } from './given';

/** By what a file is known again after a reload, without reading gigabytes. */
export const FileIdentity = z.strictObject({
  path: z.string(),
  bytes: z.int().nonnegative(),
  /** SHA-256 of samples from its head to its end: fine-tunes of one model share name, size and head. */
  sample: z.string().regex(/^[0-9a-f]{64}$/),
});
export type FileIdentity = z.infer<typeof FileIdentity>;

const SAMPLES = 16;
const SAMPLE_BYTES = 64 << 10;

async function identityOf({ path, file }: GivenFile): Promise<FileIdentity> {
  const hasher = await createSHA256();
  const step = Math.max(SAMPLE_BYTES, Math.floor((file.size - SAMPLE_BYTES) / (SAMPLES - 1)));
  for (let offset = 0; offset < file.size; offset += step) {
    hasher.update(await readBlob(path, file, offset, Math.min(SAMPLE_BYTES, file.size - offset)));
  }
  return { path, bytes: file.size, sample: hasher.digest('hex') };
}

/** All files that a conversion reads, those of an adapter under `adapter/`. */
export function identitiesOf(given: Given): Promise<FileIdentity[]> {
  const adapter = (given.kind === 'checkpoint' && given.adapter?.files) || [];
  const inFolder = adapter.map(({ path, file }) => ({ path: `adapter/${path}`, file }));
  return Promise.all([...given.files, ...inFolder].map(identityOf));
}

/** The path of the first file that is missing among `found` or is another one; null where all are the same. */
export function firstOther(wanted: readonly FileIdentity[], found: readonly FileIdentity[]): string | null {
  const other = wanted.find(({ path, bytes, sample }) => {
    const same = found.find((each) => each.path === path);
    return same?.bytes !== bytes || same.sample !== sample;
  });
  return other?.path ?? null;
}

/** One hash for all of them, whatever their order. */
export async function hashOfAll(files: readonly { path: string; hash: string }[]): Promise<string> {
  const hasher = await createSHA256();
  hasher.update(
    files
      .map(({ path, hash }) => `${hash}  ${path}\n`)
      .sort()
      .join(''),
  );
  return hasher.digest('hex');
}
