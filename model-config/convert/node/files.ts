import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ByteSource, FileSink, SourceFolder } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';

/** A file on disk as the converter reads it. Close it when done. */
export async function openFileSource(file: string): Promise<ByteSource & { close(): Promise<void> }> {
  const handle = await open(file, 'r');
  const { size } = await handle.stat();
  return {
    name: path.basename(file),
    size,
    read: (offset, length) => readExactly(handle, path.basename(file), offset, length),
    close: () => handle.close(),
  };
}

async function readExactly(handle: FileHandle, name: string, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) {
      throw new ConversionError(
        'truncated',
        { file: name, offset: offset + done },
        'the file was shortened while it was read',
      );
    }
    done += bytesRead;
  }
  return bytes;
}

/** The files of a folder. Close it when done with all of them. */
export function folderSource(folder: string): SourceFolder & { close(): Promise<void> } {
  const opened: Awaited<ReturnType<typeof openFileSource>>[] = [];
  return {
    name: path.basename(folder),
    async open(name) {
      try {
        const source = await openFileSource(path.join(folder, name));
        opened.push(source);
        return source;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    async close() {
      await Promise.all(opened.map((source) => source.close()));
    },
  };
}

/** Writes into a folder, which is made if need be. */
export function folderSink(folder: string): FileSink {
  return {
    async open(file) {
      await mkdir(folder, { recursive: true });
      const handle = await open(path.join(folder, file), 'w');
      return {
        async write(bytes) {
          for (let done = 0; done < bytes.byteLength; ) {
            done += (await handle.write(bytes, done, bytes.byteLength - done)).bytesWritten;
          }
        },
        close: () => handle.close(),
        async abandon() {
          await handle.close();
          await rm(path.join(folder, file), { force: true });
        },
      };
    },
  };
}

/** Several files on disk. Close them when done. */
export async function openFiles(files: readonly string[]): Promise<{ sources: ByteSource[]; close(): Promise<void> }> {
  const sources = await Promise.all(files.map(openFileSource));
  return { sources, close: async () => void (await Promise.all(sources.map((source) => source.close()))) };
}
