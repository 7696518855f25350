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
    };
  }

  async removeEntry(name: string): Promise<void> {
    const file = this.files.get(name);
    if (file) this.disk.used -= file.byteLength;
    if (!this.files.delete(name) && !this.folders.delete(name)) throw notFound();
  }

  async *entries() {
    for (const [name, folder] of this.folders) yield [name, folder] as const;
    for (const name of this.files.keys()) yield [name, { kind: 'file' }] as const;
  }

  private writable(name: string) {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
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
        this.disk.used += bytes - (this.files.get(name)?.byteLength ?? 0);
        this.files.set(name, new Uint8Array(await new Blob(chunks).arrayBuffer()));
      },
      abort: async () => undefined,
    };
  }
}

const notFound = () => new DOMException('No such entry.', 'NotFoundError');
