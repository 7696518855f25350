import type { ByteSource, FileSink } from '../byte-source.ts';

/** A file in memory that also knows the largest piece it was asked for, and refuses to be read outside. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource & { largestRead: number } {
  return {
    name,
    size: bytes.length,
    largestRead: 0,
    async read(offset, length) {
      if (offset < 0 || length < 0 || offset + length > bytes.length) throw new Error(`read of ${offset}+${length}`);
      this.largestRead = Math.max(this.largestRead, length);
      return bytes.slice(offset, offset + length);
    },
  };
}

/** Files by path; `open` are those not closed yet. */
export function memorySink(): FileSink & { files: Map<string, Uint8Array>; unclosed: Set<string> } {
  const files = new Map<string, Uint8Array>();
  const unclosed = new Set<string>();
  return {
    files,
    unclosed,
    async open(path) {
      const chunks: Uint8Array[] = [];
      unclosed.add(path);
      return {
        async write(bytes) {
          chunks.push(bytes.slice());
        },
        async close() {
          unclosed.delete(path);
          files.set(path, new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer()));
        },
        async abandon() {
          unclosed.delete(path);
        },
      };
    },
  };
}

/** Counts what is written and forgets it, but for one file. */
export function discardingSink(keep: string): FileSink & { written: number; kept: Uint8Array } {
  const sink = {
    written: 0,
    kept: new Uint8Array(),
    open: async (path: string) => ({
      async write(bytes: Uint8Array) {
        sink.written += bytes.length;
        if (path === keep) sink.kept = bytes.slice();
      },
      async close() {},
      async abandon() {},
    }),
  };
  return sink;
}
