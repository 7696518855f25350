import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import type { LaidFile } from './lay.ts';
import { TOP } from './volumes.ts';

const PIECES = { highWaterMark: 2 ** 20 };

/** The first moment that zip archives can state; one for all, so that the same files make the same archive. */
const NO_TIME = new Date(1980, 0, 1);

/**
 * Writes the files of a folder to an archive, as they are, in order, a piece at a time. Their sizes and sums are known, so
 * each stands before its file, where simple unpackers look for it. ZIP64 only where a size needs it.
 */
export async function writeZip(
  target: string,
  files: readonly LaidFile[],
  folder: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const writer = new ZipWriter(Writable.toWeb(createWriteStream(target)) as WritableStream, {
    useWebWorkers: false,
    passThrough: true,
    compressionMethod: 0,
    lastModDate: NO_TIME,
    extendedTimestamp: false,
  });
  for (const { path, bytes, crc32 } of files) {
    const readable = Readable.toWeb(createReadStream(join(folder, path), PIECES)) as ReadableStream<Uint8Array>;
    await writer.add(`${TOP}/${path}`, { readable, size: bytes }, { uncompressedSize: bytes, crc32 });
    onBytes(bytes);
  }
  await writer.close();
}
