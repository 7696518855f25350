import { createMD5, createSHA256 } from 'hash-wasm';
import type { ManifestFile } from '../models/manifest.ts';
import type { FileSink, OpenFile } from './byte-source.ts';

export interface HashedFile {
  readonly bytes: number;
  write(bytes: Uint8Array): Promise<void>;
  /** The MD5 that tensor-cache.json states of a shard. */
  close(): Promise<{ md5: string }>;
}

/** Writes files and keeps each one's size and SHA-256 for the manifest, without reading them again. */
export class HashingSink {
  readonly files: ManifestFile[];
  readonly #sink: FileSink;
  readonly #open = new Set<OpenFile>();

  /** `files`: those that are written already. */
  constructor(sink: FileSink, files: ManifestFile[]) {
    this.#sink = sink;
    this.files = files;
  }

  async open(path: string): Promise<HashedFile> {
    const [file, sha256, md5] = await Promise.all([this.#sink.open(path), createSHA256(), createMD5()]);
    let bytes = 0;
    const { files } = this;
    const open = this.#open.add(file);
    return {
      get bytes() {
        return bytes;
      },
      async write(chunk) {
        sha256.update(chunk);
        md5.update(chunk);
        bytes += chunk.byteLength;
        await file.write(chunk);
      },
      async close() {
        open.delete(file);
        const described = { path, bytes, sha256: sha256.digest('hex') };
        await file.close(described);
        files.push(described);
        return { md5: md5.digest('hex') };
      },
    };
  }

  /** Closes what a failure left open. */
  async abandon(): Promise<void> {
    await Promise.allSettled([...this.#open].map((file) => file.abandon()));
    this.#open.clear();
  }

  async writeJson(path: string, value: unknown): Promise<void> {
    const file = await this.open(path);
    await file.write(new TextEncoder().encode(JSON.stringify(value)));
    await file.close();
  }
}
