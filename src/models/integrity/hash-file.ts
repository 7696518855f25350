import { createMD5, createSHA256 } from 'hash-wasm';
import { ModelError } from '../errors';
import { chunksOf } from '../storage/artifact-store';

/** What a long piece of work is told and tells. */
export interface WorkOptions {
  /** Throws ModelError `cancelled` soon after it is aborted. */
  signal: AbortSignal;
  /** Called with the bytes that were worked on since the last call. */
  onBytes: (bytes: number) => void;
}

/** A file's chunks, counted, until the signal says stop. */
export async function* chunksOfFile(file: Blob, { signal, onBytes }: WorkOptions) {
  for await (const chunk of chunksOf(file.stream())) {
    if (signal.aborted) throw new ModelError('cancelled');
    onBytes(chunk.byteLength);
    yield chunk;
  }
  if (signal.aborted) throw new ModelError('cancelled');
}

/** Lower-case hexadecimal. Memory in use is a chunk, however large the file. */
export async function hashOf(file: Blob, algorithm: 'sha256' | 'md5', options: WorkOptions): Promise<string> {
  const hasher = await (algorithm === 'md5' ? createMD5() : createSHA256());
  hasher.init();
  for await (const chunk of chunksOfFile(file, options)) hasher.update(chunk);
  return hasher.digest('hex');
}
