/** A file as it came in: dropped, from a folder, out of an archive, or from a disk. */
export interface NamedSource {
  /** The path within what was dropped, with '/'. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** A stream is asked for anew each time: a file is looked at before it is read. */
  readonly bytes: Blob | (() => ReadableStream<Uint8Array>);
}

export const openSource = ({ bytes }: NamedSource): ReadableStream<Uint8Array> =>
  bytes instanceof Blob ? bytes.stream() : bytes();

/**
 * The whole file at once. Rejects with what broke its stream: a Response, which would do this in one line, has
 * "Failed to fetch" for everything.
 */
export async function wholeOf(source: Pick<NamedSource, 'bytes'>): Promise<Blob> {
  if (source.bytes instanceof Blob) return source.bytes;
  const reader = source.bytes().getReader();
  const chunks: BlobPart[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(chunks);
    chunks.push(value as Uint8Array<ArrayBuffer>);
  }
}

/** The last part of a path. */
export const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** Everything before it, without the '/'. */
export const folderName = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('/')));

/** The name without its ending and without the number that a browser gives to a second download: "test (1).csv". */
export const stemName = (name: string): string =>
  baseName(name)
    .replace(/\.[^.]*$/, '')
    .replace(/ ?\(\d+\)$/, '');

/** By code units: the same on every machine, whatever its language. */
export function byName<T extends { readonly name: string }>(sources: readonly T[]): T[] {
  return [...sources].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
