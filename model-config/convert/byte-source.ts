import type { ManifestFile } from '../models/manifest.ts';

/** Random access to a file's bytes: on a disk (node/files.ts) or in a browser. */
export interface ByteSource {
  /** As it is called in messages. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Exactly `length` bytes; the caller keeps within `size`. The array may be used again by the next read. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Every read asks a server: only the file's head is worth it. */
  readonly far?: true;
}

/** The files of a model or an adapter, by their names: a folder on a disk, files dropped on a page, a hub's repository. */
export interface SourceFolder {
  /** As it is called in messages. */
  readonly name: string;
  /** Null where there is no such file. */
  open(name: string): Promise<ByteSource | null>;
}

/** Where the converted files go, each written from start to end. Several may be open at once. */
export interface FileSink {
  open(path: string): Promise<OpenFile>;
}

export interface OpenFile {
  /** The bytes may be changed by the caller once the promise is fulfilled. */
  write(bytes: Uint8Array): Promise<void>;
  /** The file is whole: its size and hash, as they were written. */
  close(file: ManifestFile): Promise<void>;
  /** Writing failed or was broken off: nothing that looks whole may stay. */
  abandon(): Promise<void>;
}
