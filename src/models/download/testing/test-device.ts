import { createHash } from 'node:crypto';
import type { ArtifactFile, ModelArtifacts } from '../../artifacts';
import { type ArtifactStore, createArtifactStore } from '../../storage/artifact-store';
import { MemoryDirectory } from '../../storage/testing/memory-directory';
import type { DownloadOptions } from '../download';
import { Hub } from './hub';

export const FOLDER = '/models/m/resolve/q4f32_1/';

/** Bytes without a pattern that a shift or a repetition would leave unnoticed. */
export function contents(seed: number, length: number): Uint8Array {
  let state = seed >>> 0 || 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

export function hash(algorithm: 'sha256' | 'md5', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

/** A device that downloads from a hub: its store in memory, its waits counted instead of waited. */
export class TestDevice {
  readonly hub = new Hub();
  readonly disk = new MemoryDirectory();
  store = this.storeWith({ quota: 1e9, usage: 0 });
  readonly waits: number[] = [];

  storeWith(estimate: StorageEstimate): ArtifactStore {
    return createArtifactStore(
      async () => this.disk.handle,
      async () => estimate,
    );
  }

  /** A model whose manifest states these files, which stand on the hub. */
  prepared(files: Record<string, Uint8Array>): ModelArtifacts {
    const listed: ArtifactFile[] = Object.entries(files).map(([name, bytes]) => {
      this.hub.files.set(FOLDER + name, bytes);
      return {
        url: this.hub.url(FOLDER + name),
        scope: 'webllm/model',
        bytes: bytes.byteLength,
        sha256: hash('sha256', bytes),
      };
    });
    return this.artifactsOf(listed);
  }

  /** A model of one shard that only its tensor-cache.json, here `list`, says anything of. */
  published(shard: Uint8Array, list: unknown): ModelArtifacts {
    this.hub.files.set(`${FOLDER}params_shard_0.bin`, shard);
    this.hub.files.set(`${FOLDER}tensor-cache.json`, new TextEncoder().encode(JSON.stringify(list)));
    const url = this.hub.url(`${FOLDER}tensor-cache.json`);
    return this.artifactsOf([{ url, scope: 'webllm/model', bytes: null, sha256: null }]);
  }

  options(more: Partial<DownloadOptions> = {}): DownloadOptions {
    return {
      signal: new AbortController().signal,
      wait: async (milliseconds) => {
        this.waits.push(milliseconds);
      },
      ...more,
    };
  }

  /** The SHA-256 of what is stored under this name. */
  async kept(name: string): Promise<string | null> {
    const place = { url: this.hub.url(FOLDER + name), scope: 'webllm/model' } as const;
    const file = await this.store.find({ ...place, bytes: null, digest: null });
    return file && hash('sha256', new Uint8Array(await file.arrayBuffer()));
  }

  /** The addresses of all that is stored. */
  async addresses(): Promise<string[]> {
    return (await this.store.addresses()).map(({ url }) => url).sort();
  }

  private artifactsOf(files: ArtifactFile[]): ModelArtifacts {
    return {
      modelId: 'm',
      quantization: 'q4f32_1',
      adapterClass: 'software',
      weightsUrl: this.hub.url(FOLDER),
      libraryUrl: this.hub.url('/models/m/lib/q4f32_1-software.wasm'),
      files,
      contextWindow: 2048,
      template: { source: "{{ messages[-1]['content'] }}", tokens: {}, stopTokenIds: [2], beginTokenId: null },
      gpuMemoryBytes: 1,
      largestBufferBytes: 1,
    };
  }
}
