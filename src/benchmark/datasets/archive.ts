import { BlobReader, type FileEntry, ZipReader } from '@zip.js/zip.js/lib/zip-core-native.js';
import { type DatasetError, type DatasetErrorCode, Problems } from './errors';
import { type NamedSource, wholeOf } from './source';

/** More than any data set needs, and little enough for a browser's tab. */
export const ARCHIVE_LIMITS = { entries: 2_000, entryBytes: 256 * 2 ** 20, allBytes: 2 ** 30 } as const;

export interface Unpacked {
  /** What came in, with each archive replaced by what is in it: "igakuqa.zip/2018/112-A.jsonl". */
  sources: NamedSource[];
  /** An archive with a problem gives no source at all. */
  problems: DatasetError[];
}

/** Looks into zip archives. Their contents are unpacked only as they are read. */
export async function unpackArchives(sources: readonly NamedSource[]): Promise<Unpacked> {
  const unpacked: Unpacked = { sources: [], problems: [] };
  for (const source of sources) {
    if (/\.zip$/i.test(source.name)) await unpack(source, unpacked);
    else unpacked.sources.push(source);
  }
  return unpacked;
}

async function unpack(source: NamedSource, into: Unpacked): Promise<void> {
  const problems = new Problems();
  const problem = (code: DatasetErrorCode, rest: Record<string, string | number | null>) =>
    problems.add(code, { file: source.name, line: null, ...rest });
  try {
    const entries = await listEntries(source, problem);
    const seen = new Set<string>();
    let bytes = 0;
    for (const entry of entries) {
      const name = entry.filename;
      bytes += entry.uncompressedSize;
      if (!isSafePath(name) || seen.has(name)) problem('archive-path', { entry: name });
      if (entry.encrypted) problem('archive-encrypted', { entry: name });
      if (entry.uncompressedSize > ARCHIVE_LIMITS.entryBytes) {
        problem('archive-too-large', { entry: name, limit: ARCHIVE_LIMITS.entryBytes });
      }
      seen.add(name);
    }
    if (bytes > ARCHIVE_LIMITS.allBytes) problem('archive-too-large', { entry: null, limit: ARCHIVE_LIMITS.allBytes });
    if (!problems.any) into.sources.push(...entries.map((entry) => entrySource(source.name, entry)));
  } catch (error) {
    problem('archive-damaged', { reason: (error as Error).message });
  }
  into.problems.push(...problems.list);
}

type Report = (code: DatasetErrorCode, rest: Record<string, string | number | null>) => void;

/** The list at the archive's end, not what stands before each entry: the two may contradict each other, and other tools go by the list. */
async function listEntries(source: NamedSource, problem: Report): Promise<FileEntry[]> {
  const reader = new ZipReader(new BlobReader(await wholeOf(source)), OPTIONS);
  const entries: FileEntry[] = [];
  for await (const entry of reader.getEntriesGenerator()) {
    if (!entry.directory) entries.push(entry);
    if (entries.length <= ARCHIVE_LIMITS.entries) continue;
    problem('archive-too-many-entries', { limit: ARCHIVE_LIMITS.entries });
    return [];
  }
  return entries;
}

/** The page's policy allows no worker made of a text, and these files are small. */
const OPTIONS = { useWebWorkers: false, useCompressionStream: true, checkSignature: true } as const;

/** A path that stays within the archive, on any system. */
const isSafePath = (name: string): boolean =>
  name !== '' &&
  !/^[/\\]|^[a-z]:|\\|\0/i.test(name) &&
  !name.split('/').some((part) => part === '..' || part === '.' || part === '');

function entrySource(archive: string, entry: FileEntry): NamedSource {
  const open = (): ReadableStream<Uint8Array> => {
    const { readable, writable } = atMost(entry.uncompressedSize);
    // A failure reaches the reader of the stream; here it would only be told twice.
    entry.getData(writable, OPTIONS).catch((error: unknown) => writable.abort(error).catch(() => undefined));
    return readable;
  };
  return { name: `${archive}/${entry.filename}`, size: entry.uncompressedSize, bytes: open };
}

/** Lets through what the list promised: an entry that unpacks to more was made to fill the memory. */
function atMost(limit: number): TransformStream<Uint8Array, Uint8Array> {
  let passed = 0;
  return new TransformStream({
    transform(chunk, controller) {
      passed += chunk.length;
      if (passed > limit) throw new Error(`unpacks to more than the ${limit} bytes it states`);
      controller.enqueue(chunk);
    },
    flush() {
      if (passed < limit) throw new Error(`unpacks to ${passed} of the ${limit} bytes it states`);
    },
  });
}
