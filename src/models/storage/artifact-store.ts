import type { ArtifactFile } from '../artifacts';
import type { Digest } from '../download/verify';
import { ModelError } from '../errors';
import { type Directory, fileIn, filesIn, openDirectory, type Root, readJson, removeFrom, writeTo } from './directory';
import { beginWriting, browserLocks, ifNobodyWrites, type Locks } from './writing-lock';

/**
 * The one place on this device where models' files are kept: the browser's private file system, laid out
 * as web-llm 0.2.86 reads it (its ArtifactOPFSCache), so that it finds every file there, copies none and
 * asks no network. A file counts as there once its record is; the record is written last, with what the
 * file was verified against.
 */
export interface ArtifactStore {
  /** The file, if it is there with this digest. Its bytes are not read: they were verified when they came in. */
  find(file: Stored): Promise<File | null>;
  /** Whatever is kept in a place, a damaged file too: for who reads its bytes again. */
  findAny(place: StoredPlace): Promise<File | null>;
  /** What came of reading a file again. A damaged one counts as not there until it is written anew, or found whole after all. */
  judge(file: Stored, damaged: boolean): Promise<void>;
  /** Admits the file when the stream ends; when the stream fails, keeps nothing and throws what the stream threw. */
  write(file: Stored, body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void>;
  /** A file that is written piece by piece, by somebody who learns its digest at the end. */
  create(place: StoredPlace): Promise<StoredFileWriter>;
  /** What is kept in all scopes. */
  addresses(): Promise<(StoredPlace & { bytes: number })[]>;
  remove(place: StoredPlace): Promise<void>;
  /**
   * Removes what writers that were broken off left behind: payloads and records without the other, and the
   * browser's own half-written copies. Does nothing while anybody writes, in any tab. Resolves with how many
   * entries went.
   */
  sweep(): Promise<number>;
  /** Bytes this origin may still store; null where the browser does not say. */
  freeBytes(): Promise<number | null>;
}

export type StoredPlace = Pick<ArtifactFile, 'url' | 'scope'>;

export interface Stored extends StoredPlace {
  /** Null where it is not known before the file is there. */
  bytes: number | null;
  /** Null where the publisher states none: then any copy that is there will do. */
  digest: Digest | null;
}

export interface StoredFileWriter {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Admits the file. */
  close(digest: Digest | null): Promise<void>;
  /** Keeps nothing. */
  abandon(): Promise<void>;
}

const SCOPES: readonly ArtifactFile['scope'][] = ['webllm/model', 'webllm/config', 'webllm/wasm'];

/** web-llm reads the first two of these fields. */
interface FileRecord {
  url: string;
  nbytes: number;
  /** What the file was verified against, so that it is not hashed again at every load. */
  verified: string;
}

/** In place of what the file was verified against. */
const DAMAGED = 'damaged';

const stamp = (digest: Digest | null) => (digest === null ? 'nothing' : `${digest.algorithm}:${digest.value}`);

export function createArtifactStore(
  root: Root = () => navigator.storage.getDirectory(),
  estimate: () => Promise<StorageEstimate> = async () => navigator.storage.estimate(),
  locks: Locks | undefined = browserLocks(),
): ArtifactStore {
  const directories = new Map<string, Promise<Directory>>();
  const directoryOf = (scope: ArtifactFile['scope']): Promise<Directory> => {
    const known = directories.get(scope) ?? openDirectory(root, ['tvmjs-opfs-store', ...scope.split('/')]);
    directories.set(scope, known);
    return known;
  };

  async function freeBytes(): Promise<number | null> {
    const { quota, usage } = await estimate().catch((): StorageEstimate => ({}));
    return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
  }

  async function create({ url, scope }: StoredPlace, expectedBytes: number | null): Promise<StoredFileWriter> {
    const directory = await directoryOf(scope);
    const address = keptOnLocalhost(url);
    const { payload, record } = await namesOf(address);
    let bytes = 0;
    const full = async (error: unknown): Promise<never> => {
      if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error;
      const details = { neededBytes: expectedBytes ?? bytes, freeBytes: await freeBytes() };
      throw new ModelError('storage-full', details, { cause: error });
    };
    const endWriting = await beginWriting(locks);
    try {
      // Without its record the file is not there, whatever becomes of its bytes.
      await removeFrom(directory, record);
      const handle = await directory.getFileHandle(payload, { create: true });
      const writable = await handle.createWritable();
      return {
        async write(chunk) {
          await writable.write(chunk).catch(full);
          bytes += chunk.byteLength;
        },
        async close(digest) {
          await writable.close().catch(full);
          const written: FileRecord = { url: address, nbytes: bytes, verified: stamp(digest) };
          await writeTo(directory, record, JSON.stringify(written)).catch(full);
          endWriting();
        },
        async abandon() {
          await writable.abort().catch(() => undefined);
          // It has no record, so it is not there; what can't be removed now is swept, and must not hide why it was given up.
          await removeFrom(directory, payload).catch(() => undefined);
          endWriting();
        },
      };
    } catch (error) {
      endWriting();
      throw error;
    }
  }

  async function recordOf({ url, scope }: StoredPlace) {
    const directory = await directoryOf(scope);
    const address = keptOnLocalhost(url);
    const names = await namesOf(address);
    const kept = await readJson<FileRecord>(directory, names.record);
    return { directory, ...names, kept: kept?.url === address ? kept : null };
  }

  async function findIf(place: StoredPlace, admits: (verified: string) => boolean): Promise<File | null> {
    const { directory, payload, kept } = await recordOf(place);
    if (kept === null || !admits(kept.verified)) return null;
    const file = await fileIn(directory, payload);
    return file?.size === kept.nbytes ? file : null;
  }

  return {
    freeBytes,
    create: (place) => create(place, null),
    find: (file) =>
      findIf(file, (verified) => (file.digest === null ? verified !== DAMAGED : verified === stamp(file.digest))),
    findAny: (place) => findIf(place, () => true),

    async judge(file, damaged) {
      const { directory, record, kept } = await recordOf(file);
      if (kept === null || (kept.verified === DAMAGED) === damaged) return;
      const verified = damaged ? DAMAGED : stamp(file.digest);
      await writeTo(directory, record, JSON.stringify({ ...kept, verified } satisfies FileRecord));
    },

    async write(file, body) {
      const writer = await create(file, file.bytes);
      try {
        for await (const chunk of chunksOf(body)) await writer.write(chunk);
        await writer.close(file.digest);
      } catch (error) {
        await writer.abandon();
        throw error;
      }
    },

    async addresses() {
      const kept = await Promise.all(
        SCOPES.map(async (scope) => {
          const directory = await directoryOf(scope);
          const names = (await filesIn(directory)).filter((name) => name.endsWith(RECORD));
          const records = await Promise.all(names.map((name) => readJson<FileRecord>(directory, name)));
          return records.flatMap((record) =>
            record ? [{ scope, url: onLocalhost(record.url), bytes: record.nbytes }] : [],
          );
        }),
      );
      return kept.flat();
    },

    async remove({ scope, url }) {
      const directory = await directoryOf(scope);
      const { payload, record } = await namesOf(keptOnLocalhost(url));
      // The record goes first: a file half removed is a file that is not there.
      await removeFrom(directory, record);
      await removeFrom(directory, payload);
    },

    async sweep() {
      let removed = 0;
      await ifNobodyWrites(locks, async () => {
        for (const scope of SCOPES) removed += await sweepDirectory(await directoryOf(scope));
      });
      return removed;
    },
  };
}

async function sweepDirectory(directory: Directory): Promise<number> {
  const names = new Set(await filesIn(directory));
  const leftBehind = [...names].filter((name) => {
    if (name.endsWith(HALF_WRITTEN)) return true;
    if (name.endsWith(RECORD)) return !names.has(name.replace(RECORD, PAYLOAD));
    return name.endsWith(PAYLOAD) && !names.has(name.replace(PAYLOAD, RECORD));
  });
  for (const name of leftBehind) await removeFrom(directory, name);
  return leftBehind.length;
}

const RECORD = '.record.json';
const PAYLOAD = '.bin';
/** Chromium writes into a copy beside the file, and a crash leaves it. */
const HALF_WRITTEN = '.crswap';

/** A file's names in its scope, as web-llm makes them from its address. */
async function namesOf(url: string): Promise<{ payload: string; record: string }> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(url));
  const base = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { payload: `${base}${PAYLOAD}`, record: `${base}${RECORD}` };
}

/**
 * The address under which a library is kept. web-llm asks the network for one whose address says
 * "localhost", whatever is stored; host names mean the same in capitals.
 */
export function keptOnLocalhost(url: string): string {
  return url.endsWith('.wasm') ? url.replace(/^(https?:\/\/)localhost\b/, '$1LOCALHOST') : url;
}

const onLocalhost = (address: string) => address.replace(/^(https?:\/\/)LOCALHOST\b/, '$1localhost');

/** Like a stream's own iteration, which not every browser has. */
export async function* chunksOf(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = body.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => undefined);
  }
}
