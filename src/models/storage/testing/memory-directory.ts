import type { Directory } from '../directory';

/** Shared by all folders of one file system: bytes that fit in all. */
interface Disk {
  quota: number;
  used: number;
}

/** A private file system in memory for tests in Node: like the browser's, a file changes only when its writer closes. */
export class MemoryDirectory {
  readonly kind = 'directory';
  readonly folders = new Map<string, MemoryDirectory>();
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Files that are being written: they cannot be removed. */
  private readonly inUse = new Set<string>();

  constructor(
    readonly disk: Disk = { quota: Number.POSITIVE_INFINITY, used: 0 },
    readonly name = '',
  ) {}

  /** For whom the browser's type is asked for. */
  get handle(): Directory & { name: string } {
    return this as unknown as Directory & { name: string };
  }

  /** Every file below, by its path. */
  all(prefix = ''): Map<string, Uint8Array<ArrayBuffer>> {
    const below = [...this.folders].flatMap(([name, folder]) => [...folder.all(`${prefix}${name}/`)]);
    return new Map([...below, ...[...this.files].map(([name, bytes]) => [prefix + name, bytes] as const)]);
  }

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<MemoryDirectory> {
    const folder = this.folders.get(name) ?? (create ? new MemoryDirectory(this.disk, name) : null);
    if (folder === null) throw notFound();
    this.folders.set(name, folder);
    return folder;
  }

  async getFileHandle(name: string, { create = false } = {}) {
    if (!this.files.has(name)) {
      if (!create) throw notFound();
      this.files.set(name, new Uint8Array());
    }
    return {
      kind: 'file',
      getFile: async () => new File([this.files.get(name)!], name),
      createWritable: async () => this.writable(name),
      createSyncAccessHandle: async () => this.access(name),
    };
  }

  async removeEntry(name: string): Promise<void> {
    if (this.inUse.has(name)) throw new DOMException('In use.', 'NoModificationAllowedError');
    const file = this.files.get(name);
    if (file) this.disk.used -= file.byteLength;
    this.folders.get(name)?.empty();
    if (!this.files.delete(name) && !this.folders.delete(name)) throw notFound();
  }

  async *entries() {
    for (const [name, folder] of this.folders) yield [name, folder] as const;
    for (const name of this.files.keys()) yield [name, { kind: 'file' }] as const;
  }

  private empty(): void {
    for (const { byteLength } of this.files.values()) this.disk.used -= byteLength;
    for (const folder of this.folders.values()) folder.empty();
  }

  private set(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.disk.used += bytes.byteLength - (this.files.get(name)?.byteLength ?? 0);
    this.files.set(name, bytes);
  }

  /** Writes into the file itself, at once. */
  private access(name: string) {
    if (this.inUse.has(name)) throw new DOMException('In use.', 'NoModificationAllowedError');
    this.inUse.add(name);
    const bytes = () => this.files.get(name)!;
    return {
      getSize: () => bytes().byteLength,
      read: (buffer: Uint8Array, { at }: { at: number }) => {
        const found = bytes().subarray(at, at + buffer.byteLength);
        buffer.set(found);
        return found.byteLength;
      },
      write: (chunk: Uint8Array, { at }: { at: number }) => {
        const whole = new Uint8Array(Math.max(bytes().byteLength, at + chunk.byteLength));
        if (this.disk.used + whole.byteLength - bytes().byteLength > this.disk.quota) {
          throw new DOMException('Quota exceeded.', 'QuotaExceededError');
        }
        whole.set(bytes());
        whole.set(chunk, at);
        this.set(name, whole);
        return chunk.byteLength;
      },
      truncate: (size: number) => this.set(name, bytes().slice(0, size)),
      flush: () => undefined,
      close: () => void this.inUse.delete(name),
    };
  }

  private writable(name: string) {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    this.inUse.add(name);
    return {
      write: async (data: Uint8Array<ArrayBuffer> | string) => {
        const chunk = typeof data === 'string' ? new TextEncoder().encode(data) : data.slice();
        if (this.disk.used + bytes + chunk.byteLength > this.disk.quota) {
          throw new DOMException('Quota exceeded.', 'QuotaExceededError');
        }
        bytes += chunk.byteLength;
        chunks.push(chunk);
      },
      close: async () => {
        this.set(name, new Uint8Array(await new Blob(chunks).arrayBuffer()));
        this.inUse.delete(name);
      },
      abort: async () => void this.inUse.delete(name),
    };
  }
}

const notFound = () => new DOMException('No such entry.', 'NotFoundError');
