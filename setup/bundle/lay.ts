import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { SetupError } from '../run/errors.ts';
import { linkOrCopy } from '../run/files.ts';
import { shown } from '../run/paths.ts';
import type { StepReport } from '../run/progress.ts';
import type { BundleFile } from './contents.ts';

/** A file as it lies in the bundle's folder. */
export interface LaidFile {
  path: string;
  bytes: number;
  sha256: string;
  /** Which zip archives want. */
  crc32: number;
}

/**
 * Lays the files into an empty folder and reads each back from there. Throws SetupError for one that is not there or
 * not what its manifest says: a bundle is never made of damaged files.
 */
export async function layFiles(files: readonly BundleFile[], folder: string, report: StepReport): Promise<LaidFile[]> {
  const sizes = await Promise.all(files.map(sizeOf));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const laid: LaidFile[] = [];
  const count = countingBytes(report, total);
  for (const file of files) {
    report.detail(file.path);
    const at = join(folder, file.path);
    await put(file, at);
    const sums = await readBack(at, count);
    if ('from' in file && file.sha256 !== undefined && sums.sha256 !== file.sha256) {
      throw new SetupError(
        `${shown(file.from)} is not the file that its list names: its SHA-256 is ${sums.sha256}.`,
        'Prepare the model, or add the data set, again; then run the same command again.',
      );
    }
    laid.push({ path: file.path, ...sums });
  }
  return laid;
}

/** Adds bytes up for a report. */
export function countingBytes(report: StepReport, total: number): (bytes: number) => void {
  let done = 0;
  return (bytes) => {
    done += bytes;
    report.progress(done, total);
  };
}

async function sizeOf(file: BundleFile): Promise<number> {
  if ('text' in file) return Buffer.byteLength(file.text);
  const found = await stat(file.from).catch(() => null);
  if (found?.isFile()) return found.size;
  throw new SetupError(
    `${shown(file.from)} is missing.`,
    'Prepare the model, or add the data set, again; then run the same command again.',
  );
}

async function put(file: BundleFile, at: string): Promise<void> {
  await mkdir(dirname(at), { recursive: true });
  if ('text' in file) await writeFile(at, file.text);
  else if (file.link) await linkOrCopy(file.from, at);
  else await copyFile(file.from, at);
}

async function readBack(path: string, onBytes: (bytes: number) => void): Promise<Omit<LaidFile, 'path'>> {
  const hash = createHash('sha256');
  let [bytes, crc] = [0, 0];
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    crc = crc32(chunk, crc);
    bytes += chunk.byteLength;
    onBytes(chunk.byteLength);
  }
  return { bytes, sha256: hash.digest('hex'), crc32: crc };
}
