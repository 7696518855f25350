import { z } from 'zod';
import type { ArtifactFile, ModelArtifacts } from '@/models/artifacts';
import { storedForm } from '@/models/download/download';
import { tensorsOf } from '@/models/download/published-files';
import type { ArtifactStore } from '@/models/storage/artifact-store';
import { EngineError } from '../../errors';
import { checkLibrary } from './check-library';

/** The part of mlc-chat-config.json that a library can contradict. */
const ChatConfig = z.object({ vocab_size: z.int().positive() });

/**
 * Holds the library that is stored for a model against the model's other small files, before its weights
 * are asked for. Throws EngineError `bad-library` or ModelError. Of files that nobody states a digest of,
 * what does not fit is removed: another download may bring others.
 */
export async function admitLibrary(artifacts: ModelArtifacts, store: ArtifactStore): Promise<void> {
  const read = async (file: ArtifactFile) => (await store.find(storedForm(file))) ?? missing(file.url);
  const library = await read(fileEnding(artifacts, '.wasm'));
  const list = fileEnding(artifacts, '/tensor-cache.json');
  const config = await read(fileEnding(artifacts, '/mlc-chat-config.json'));
  try {
    checkLibrary(new Uint8Array(await library.arrayBuffer()), {
      quantization: artifacts.quantization,
      tensors: tensorsOf(list.url, await (await read(list)).text()),
      vocabularySize: vocabularySize(await config.text()),
    });
  } catch (error) {
    const unstated = artifacts.files.filter(({ sha256 }) => sha256 === null);
    await Promise.all(unstated.map((file) => store.remove(file)));
    throw error;
  }
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
