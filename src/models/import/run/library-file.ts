import { createSHA256 } from 'hash-wasm';
import type { ManifestFile } from '../../../../model-config/models/manifest.ts';
import { fetchBytes } from '../../download/fetch-bytes';
import { type Digest, verified } from '../../download/verify';
import type { ArtifactStore } from '../../storage/artifact-store';
import { placeOf } from '../addresses';
import type { ConvertTask, Journal } from '../journal';
import { phaseProgress } from '../progress';
import { chunksOf } from '../sources/blob-source';
import type { RunOptions } from './places';

/**
 * Copies the library to the model's own address: from this browser where it has it already, so that nothing is asked of
 * a network. It is held to the hash its manifest states; of a published one it is learnt.
 */
export async function takeLibrary(
  { id, modelsUrl }: Journal,
  { library, quantization, adapterClass }: ConvertTask,
  store: ArtifactStore,
  { onProgress, ...fetching }: RunOptions,
): Promise<ManifestFile> {
  const { url, bytes, sha256 } = library;
  const digest: Digest | null = sha256 === null ? null : { algorithm: 'sha256', value: sha256 };
  const path = `lib/${quantization}-${adapterClass}.wasm`;
  const place = placeOf(modelsUrl, id, path);
  const kept = await store.find({ ...place, bytes, digest });
  if (kept && sha256 !== null) return { path, bytes: kept.size, sha256 };

  const here = await store.find({ url, scope: 'webllm/wasm', bytes, digest });
  const chunks = here ? chunksOf(url, here) : fetchBytes(url, bytes, fetching);
  const count = phaseProgress('library', bytes ?? here?.size ?? 0, 0, onProgress);
  const hasher = await createSHA256();
  const writer = await store.create(place);
  let size = 0;
  try {
    for await (const chunk of verified(chunks, url, { bytes, digest })) {
      await writer.write(chunk);
      hasher.update(chunk);
      size += chunk.byteLength;
      count(chunk.byteLength);
    }
    const value = hasher.digest('hex');
    await writer.close({ algorithm: 'sha256', value });
    return { path, bytes: size, sha256: value };
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
