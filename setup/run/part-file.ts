import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { SetupError } from './errors.ts';
import { writeWhole } from './files.ts';
import { shown } from './paths.ts';

/** Which file of the server the bytes so far belong to. */
const Origin = z.object({
  url: z.string(),
  /** A strong ETag: the same bytes, not only the same meaning. */
  etag: z.string().nullable(),
  /** Of the whole, as the server states it. */
  sha256: z.string().nullable().default(null),
  /** Length of the whole in bytes. */
  total: z.number().int().nonnegative().nullable(),
});
type Origin = z.infer<typeof Origin>;

/**
 * A file on its way: `<target>.part` with what has come, `<target>.part.json` with where it comes from. Both
 * outlive the process, so that another one can go on. Throws SetupError where the disk does not take it.
 */
export class PartFile {
  readonly path: string;
  readonly #note: string;
  #origin: Origin | null = null;
  #handle: FileHandle | null = null;
  /** What has come so far. */
  bytes = 0;

  private constructor(private readonly target: string) {
    this.path = `${target}.part`;
    this.#note = `${this.path}.json`;
  }

  /** What an earlier try left of this address, or an empty file. */
  static async open(target: string, url: string): Promise<PartFile> {
    const part = new PartFile(target);
    await part.#onDisk(() => mkdir(dirname(target), { recursive: true }));
    const origin = Origin.safeParse(parsed(await readFile(part.#note, 'utf8').catch(() => 'null')));
    const found = await stat(part.path).catch(() => null);
    if (origin.success && origin.data.url === url && found) {
      part.#origin = origin.data;
      part.bytes = found.size;
    }
    return part;
  }

  get etag(): string | null {
    return this.#origin?.etag ?? null;
  }

  get sha256(): string | null {
    return this.#origin?.sha256 ?? null;
  }

  get total(): number | null {
    return this.#origin?.total ?? null;
  }

  /** Drops what is there; what is appended from now on comes from this file. */
  async begin(origin: Origin): Promise<void> {
    await this.clear();
    // First the note: bytes without one belong to nothing, and are dropped the next time.
    await this.#onDisk(() => writeWhole(this.#note, JSON.stringify(origin)));
    this.#origin = origin;
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.#onDisk(async () => {
      this.#handle ??= await open(this.path, 'a');
      await this.#handle.appendFile(chunk);
    });
    this.bytes += chunk.byteLength;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
  }

  async clear(): Promise<void> {
    await this.close();
    await this.#onDisk(async () => {
      await rm(this.#note, { force: true });
      await rm(this.path, { force: true });
    });
    this.#origin = null;
    this.bytes = 0;
  }

  /** Gives the whole file its name. */
  async finish(): Promise<void> {
    // Of an empty file nothing was appended, so it is not there yet.
    await this.append(new Uint8Array());
    await this.close();
    await this.#onDisk(async () => {
      await rename(this.path, this.target);
      await rm(this.#note, { force: true });
    });
  }

  /** A fault of the disk is told apart from one of the network: another try does not mend it. */
  async #onDisk(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw new SetupError(
        `${shown(this.path)} can't be written: ${(error as Error).message}`,
        'Make room on the disk, then run the same command again: it goes on where it stopped.',
      );
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
