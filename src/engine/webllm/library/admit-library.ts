import { z } from 'zod';
import type { ArtifactFile, ModelArtifacts } from '@/models/artifacts';
import { storedForm } from '@/models/download/download';
import { tensorsOf } from '@/models/download/published-files';
import { ModelError } from '@/models/errors';
import type { ArtifactStore } from '@/models/storage/artifact-store';
import type { SeenLibraries } from '@/models/storage/seen-libraries';
import { EngineError } from '../../errors';
import { checkLibrary } from './check-library';

/** The part of mlc-chat-config.json that a library can contradict. */
const ChatConfig = z.object({ vocab_size: z.int().positive() });

/**
 * Holds the library that is stored for a model against the model's other small files, before its weights
 * are asked for, and a publisher's to what it was before. Throws EngineError `bad-library`, ModelError
 * `library-changed` or another. Of a model that was refused, the files that nobody states a digest of are
 * removed: another download may bring others.
 */
export async function admitLibrary(
  artifacts: ModelArtifacts,
  store: ArtifactStore,
  seen: SeenLibraries,
): Promise<void> {
  const read = async (file: ArtifactFile) => (await store.find(storedForm(file))) ?? missing(file.url);
  const library = fileEnding(artifacts, '.wasm');
  const list = fileEnding(artifacts, '/tensor-cache.json');
  const config = await read(fileEnding(artifacts, '/mlc-chat-config.json'));
  try {
    const bytes = new Uint8Array(await (await read(library)).arrayBuffer());
    const remember = library.sha256 === null ? await holdToSeen(library.url, bytes, seen) : null;
    checkLibrary(bytes, {
      quantization: artifacts.quantization,
      tensors: tensorsOf(list.url, await (await read(list)).text()),
      vocabularySize: vocabularySize(await config.text()),
    });
    await remember?.();
  } catch (error) {
    const unstated = artifacts.files.filter(({ sha256 }) => sha256 === null);
    await Promise.all(unstated.map((file) => store.remove(file)));
    throw error;
  }
}

/**
 * Throws ModelError `library-changed` where the library is another than the first that came from its address.
 * Of one that is the first, returns what remembers it.
 */
async function holdToSeen(
  url: string,
  bytes: Uint8Array<ArrayBuffer>,
  seen: SeenLibraries,
): Promise<(() => Promise<void>) | null> {
  const actual = await sha256Of(bytes);
  const expected = await seen.sha256Of(url);
  if (expected === null) return () => seen.remember(url, actual);
  if (expected !== actual) throw new ModelError('library-changed', { url, expected, actual });
  return null;
}

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fileEnding({ files, modelId }: ModelArtifacts, end: string): ArtifactFile {
  const file = files.find(({ url }) => url.endsWith(end));
  if (file === undefined) throw new EngineError('bad-library', { reason: `${modelId} has no file …${end}` });
  return file;
}

function missing(url: string): never {
  throw new EngineError('unknown', { reason: `${url} is not stored` });
}

/** web-llm reads the file itself, and tells what is wrong with it. */
function vocabularySize(text: string): number | null {
  try {
    return ChatConfig.parse(JSON.parse(text)).vocab_size;
  } catch {
    return null;
  }
}
