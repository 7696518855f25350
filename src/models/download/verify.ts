import { createMD5, createSHA256 } from 'hash-wasm';
import { ModelError } from '../errors';

/** What a file must hash to. MD5 only where a publisher states nothing better (tensor-cache.json of published models). */
export interface Digest {
  algorithm: 'sha256' | 'md5';
  /** Lower-case hexadecimal. */
  value: string;
}

/**
 * Passes a file's bytes on and, at the end, throws ModelError `wrong-hash` if length or digest are not
 * as stated: whoever stores the stream then never gets its end, and stores nothing.
 */
export async function* verified(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  url: string,
  expected: { bytes: number | null; digest: Digest | null },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const hasher = expected.digest && (await (expected.digest.algorithm === 'md5' ? createMD5() : createSHA256()));
  hasher?.init();
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (expected.bytes !== null && bytes > expected.bytes) {
      throw new ModelError('wrong-hash', { url, expected: expected.bytes, actual: bytes });
    }
    hasher?.update(chunk);
    yield chunk;
  }
  if (expected.bytes !== null && bytes !== expected.bytes) {
    throw new ModelError('wrong-hash', { url, expected: expected.bytes, actual: bytes });
  }
  const actual = hasher?.digest('hex') ?? null;
  if (expected.digest !== null && actual !== expected.digest.value) {
    throw new ModelError('wrong-hash', { url, expected: expected.digest.value, actual });
  }
}

/** An async iterable as a stream; closing the stream closes the iterable. */
export function streamOf(
  chunks: AsyncGenerator<Uint8Array<ArrayBuffer>, void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return();
    },
  });
}
