import { BlobReader, BlobWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import type { ExportFile } from './whole-run';

/** The page's policy allows no worker made of a text. */
const OPTIONS = { useWebWorkers: false, useCompressionStream: true } as const;

/** One zip archive, whose entries all bear the same time. */
export async function zipFiles(files: readonly ExportFile[], at: Date): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), OPTIONS);
  for (const { name, blob } of files) {
    await writer.add(name, new BlobReader(blob), { lastModDate: at, extendedTimestamp: false });
  }
  return writer.close();
}
