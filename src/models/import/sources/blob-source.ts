import type { ByteSource } from '../../../../model-config/convert/byte-source.ts';
import { ImportError } from '../errors';

/** Every read of a file goes to another process, so small ones are served from a window. */
const WINDOW = 4 << 20;

/** A file that a person gave, or one in the browser's private file system, as the converter reads it. */
export function blobSource(name: string, blob: Blob): ByteSource {
  let window = new Uint8Array();
  let windowStart = 0;
  return {
    name,
    size: blob.size,
    async read(offset, length) {
      const inside = offset - windowStart;
      if (inside >= 0 && inside + length <= window.length) return window.subarray(inside, inside + length);
      const bytes = await readBlob(name, blob, offset, Math.min(Math.max(length, WINDOW), blob.size - offset));
      if (length >= WINDOW) return bytes;
      [window, windowStart] = [bytes, offset];
      return bytes.subarray(0, length);
    },
  };
}

/** Throws ImportError `unreadable` where the file is gone or was changed since it was given. */
export async function readBlob(
  name: string,
  blob: Blob,
  offset: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
  } catch (error) {
    throw new ImportError('unreadable', { file: name, reason: (error as Error).message }, { cause: error });
  }
}

/** The bytes from start to end, some megabytes at a time. */
export async function* chunksOf(name: string, blob: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let offset = 0; offset < blob.size; offset += WINDOW) {
    yield await readBlob(name, blob, offset, Math.min(WINDOW, blob.size - offset));
  }
}
