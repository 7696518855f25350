import { createSHA256 } from 'hash-wasm';
import type { HubFile } from '../../../../model-config/hub/repository.ts';
import { type FetchOptions, fetchBytes } from '../../download/fetch-bytes';
import { ModelError } from '../../errors';
import { type Directory, fileIn, writeTo } from '../../storage/directory';

/**
 * What is used of the browser's FileSystemSyncAccessHandle, which TypeScript knows in workers only: it writes into the
 * file itself, so that a crash loses nothing. Offsets and sizes in bytes.
 */
interface Access {
  read(buffer: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(buffer: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

const accessTo = (handle: FileSystemFileHandle) =>
  (handle as unknown as { createSyncAccessHandle(): Promise<Access> }).createSyncAccessHandle();

export interface PartOptions extends FetchOptions {
  /** Bytes that are on the disk, those of an earlier try too. */
  onBytes?: (bytes: number) => void;
}

/** At most so much is fetched again after the machine itself went down. */
const FLUSH_BYTES = 64 << 20;
const READ_BYTES = 4 << 20;

const nameOf = (path: string) => encodeURIComponent(path);
const markOf = (path: string) => `${nameOf(path)}.verified`;

/** A file that was downloaded whole and verified; null where it is not. */
export async function downloadedPart(directory: Directory, path: string): Promise<File | null> {
  return (await fileIn(directory, markOf(path))) && fileIn(directory, nameOf(path));
}

/** Bytes that are there of a file, verified or not. */
export async function heldBytes(directory: Directory, path: string): Promise<number> {
  return (await fileIn(directory, nameOf(path)))?.size ?? 0;
}

/**
 * Brings a file of the hub into `directory`; only in a worker. What an earlier try left of it stays, is hashed and not
 * fetched again. Throws ModelError as `fetchBytes` does, `wrong-hash` (nothing of the file stays), `storage-full`.
 */
export async function downloadPart(
  directory: Directory,
  { path, bytes, sha256 }: HubFile,
  url: string,
  { onBytes, ...options }: PartOptions,
): Promise<void> {
  const there = await downloadedPart(directory, path);
  if (there) return onBytes?.(there.size);
  const handle = await directory.getFileHandle(nameOf(path), { create: true });
  const access = await accessTo(handle);
  try {
    const hasher = await createSHA256();
    if (access.getSize() > bytes) access.truncate(0);
    let size = 0;
    for (const chunk of held(access)) {
      options.signal.throwIfAborted();
      hasher.update(chunk);
      size += chunk.byteLength;
      onBytes?.(chunk.byteLength);
    }
    let flushed = size;
    for await (const chunk of size < bytes ? fetchBytes(url, bytes, { ...options, from: size }) : []) {
      if (size + chunk.byteLength > bytes) throw wrong(access, path, bytes, size + chunk.byteLength);
      writeAll(access, chunk, size);
      hasher.update(chunk);
      size += chunk.byteLength;
      onBytes?.(chunk.byteLength);
      if (size - flushed < FLUSH_BYTES) continue;
      access.flush();
      flushed = size;
    }
    const actual = hasher.digest('hex');
    if (sha256 !== null && actual !== sha256) throw wrong(access, path, sha256, actual);
    access.flush();
    await writeTo(directory, markOf(path), actual);
  } finally {
    access.close();
  }
}

function* held(access: Access): Generator<Uint8Array> {
  const buffer = new Uint8Array(READ_BYTES);
  for (let at = 0; ; ) {
    const count = access.read(buffer, { at });
    if (count === 0) return;
    at += count;
    yield buffer.subarray(0, count);
  }
}

function writeAll(access: Access, chunk: Uint8Array<ArrayBuffer>, at: number): void {
  for (let done = 0; done < chunk.byteLength; ) {
    const count = access.write(chunk.subarray(done), { at: at + done });
    // A disk that is full takes nothing, in some browsers without a word.
    if (count === 0) throw new DOMException('The disk takes no more.', 'QuotaExceededError');
    done += count;
  }
}

/** Bytes that are not the publisher's are of no use to any later try. */
function wrong(access: Access, file: string, expected: string | number, actual: string | number): ModelError {
  access.truncate(0);
  return new ModelError('wrong-hash', { url: file, expected, actual });
}
