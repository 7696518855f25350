import type { ArtifactFile } from '../artifacts';
import { ModelError } from '../errors';
import type { Digest } from './verify';

/**
 * Where a model's files are kept on this device. Behind it: the Cache Storage scopes and addresses that
 * web-llm 0.2.86 reads (its ArtifactCache), so that it finds every file there and asks no network.
 */
export interface ArtifactStore {
  /** The file, if it is there with this digest. Its bytes are not read: they were verified when they came in. */
  find(file: Stored): Promise<Response | null>;
  /** Admits the file when the stream ends; when the stream fails, keeps nothing and throws what the stream threw. */
  write(file: Stored, body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void>;
  /** Addresses kept in all scopes. */
  addresses(): Promise<{ scope: ArtifactFile['scope']; url: string; bytes: number }[]>;
  remove(scope: ArtifactFile['scope'], url: string): Promise<void>;
  /** Bytes this origin may still store; null where the browser does not say. */
  freeBytes(): Promise<number | null>;
}

export interface Stored extends Pick<ArtifactFile, 'url' | 'scope' | 'bytes'> {
  /** Null where the publisher states none: then any copy that is there will do. */
  digest: Digest | null;
}

const SCOPES = ['webllm/model', 'webllm/config', 'webllm/wasm'] as const;
/** What a file was verified against, so that it is not hashed again at every load. */
const VERIFIED = 'x-hakui-verified';
const LENGTH = 'content-length';

const stamp = (digest: Digest | null) => (digest === null ? 'nothing' : `${digest.algorithm}:${digest.value}`);

export class CacheArtifactStore implements ArtifactStore {
  constructor(
    private readonly storage: CacheStorage = caches,
    private readonly estimate: () => Promise<StorageEstimate> = () => navigator.storage.estimate(),
  ) {}

  async find(file: Stored): Promise<Response | null> {
    const cache = await this.storage.open(file.scope);
    const response = await cache.match(file.url);
    if (response === undefined) return null;
    return file.digest === null || response.headers.get(VERIFIED) === stamp(file.digest) ? response : null;
  }

  async write(file: Stored, body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const headers = new Headers({ [VERIFIED]: stamp(file.digest) });
    if (file.bytes !== null) headers.set(LENGTH, String(file.bytes));
    // A cache reports a failed body in words of its own: remember what really happened.
    let cause: unknown;
    const watched = watchFailure(body, (error) => {
      cause = error;
    });
    const cache = await this.storage.open(file.scope);
    try {
      await cache.put(file.url, new Response(watched, { headers }));
    } catch (error) {
      if (cause !== undefined) throw cause;
      if (error instanceof DOMException && error.name === 'QuotaExceededError') {
        throw new ModelError(
          'storage-full',
          { neededBytes: file.bytes ?? 0, freeBytes: await this.freeBytes() },
          { cause: error },
        );
      }
      throw error;
    }
  }

  async addresses() {
    const kept = await Promise.all(
      SCOPES.map(async (scope) => {
        const cache = await this.storage.open(scope);
        const requests = await cache.keys();
        return Promise.all(
          requests.map(async ({ url }) => {
            const response = await cache.match(url);
            return { scope, url, bytes: Number(response?.headers.get(LENGTH) ?? 0) };
          }),
        );
      }),
    );
    return kept.flat();
  }

  async remove(scope: ArtifactFile['scope'], url: string): Promise<void> {
    const cache = await this.storage.open(scope);
    await cache.delete(url);
  }

  async freeBytes(): Promise<number | null> {
    const { quota, usage } = await this.estimate();
    return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
  }
}

function watchFailure(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onFailure: (error: unknown) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        onFailure(error);
        throw error;
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
