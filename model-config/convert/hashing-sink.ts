import { createMD5, createSHA256 } from 'hash-wasm';
import type { ManifestFile } from '../models/manifest.ts';
import type { FileSink } from './byte-source.ts';

export interface HashedFile {
  readonly bytes: number;
  write(bytes: Uint8Array): Promise<void>;
  /** The MD5 that tensor-cache.json states of a shard. */
  close(): Promise<{ md5: string }>;
}

/** Writes files and keeps each one's size and SHA-256 for the manifest, without reading them again. */
export class HashingSink {
  readonly files: ManifestFile[] = [];
  readonly #sink: FileSink;

  constructor(sink: FileSink) {
    this.#sink = sink;
  }

  async open(path: string): Promise<HashedFile> {
    const [file, sha256, md5] = await Promise.all([this.#sink.open(path), createSHA256(), createMD5()]);
    let bytes = 0;
    const { files } = this;
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
        await file.close();
        files.push({ path, bytes, sha256: sha256.digest('hex') });
        return { md5: md5.digest('hex') };
      },
    };
  }

  async writeJson(path: string, value: unknown): Promise<void> {
    const file = await this.open(path);
    await file.write(new TextEncoder().encode(JSON.stringify(value)));
    await file.close();
  }
}
