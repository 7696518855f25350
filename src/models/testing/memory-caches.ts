/** A CacheStorage in memory for tests in Node: like the browser's, it admits a response only when its body has come whole. */
export class MemoryCaches implements Pick<CacheStorage, 'open'> {
  readonly scopes = new Map<string, MemoryCache>();
  /** Bytes that fit in all; a put beyond them fails as a browser's does. */
  quota = Number.POSITIVE_INFINITY;

  async open(name: string): Promise<Cache> {
    const cache = this.scopes.get(name) ?? new MemoryCache(this);
    this.scopes.set(name, cache);
    return cache as unknown as Cache;
  }

  get usage(): number {
    return [...this.scopes.values()].reduce((sum, cache) => sum + cache.bytes, 0);
  }

  urls(): string[] {
    return [...this.scopes.values()].flatMap((cache) => [...cache.entries.keys()]).sort();
  }
}

class MemoryCache {
  readonly entries = new Map<string, { body: Uint8Array<ArrayBuffer>; headers: Headers; status: number }>();

  constructor(private readonly storage: MemoryCaches) {}

  get bytes(): number {
    return [...this.entries.values()].reduce((sum, { body }) => sum + body.byteLength, 0);
  }

  async match(url: string): Promise<Response | undefined> {
    const entry = this.entries.get(url);
    return entry && new Response(entry.body, { headers: entry.headers, status: entry.status });
  }

  async put(url: string, response: Response): Promise<void> {
    let body: Uint8Array<ArrayBuffer>;
    try {
      body = new Uint8Array(await response.arrayBuffer());
    } catch {
      throw new TypeError('Cache.put() failed'); // as Chromium says it, without the cause
    }
    if (this.storage.usage + body.byteLength > this.storage.quota) {
      throw new DOMException('Quota exceeded.', 'QuotaExceededError');
    }
    this.entries.set(url, { body, headers: response.headers, status: response.status });
  }

  async delete(url: string): Promise<boolean> {
    return this.entries.delete(url);
  }

  async keys(): Promise<{ url: string }[]> {
    return [...this.entries.keys()].map((url) => ({ url }));
  }
}
