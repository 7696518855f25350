import type { LoadedModel } from '@/engine/types';
import type { ModelArtifacts } from '@/models/artifacts';
import type { Manifest } from '../../../model-config/models/manifest.ts';
import type { RunFidelity, RunModel } from '../types';

/** What a run says of its model: the very files it computed with. */
export async function runModelOf(
  name: string,
  artifacts: ModelArtifacts,
  loaded: LoadedModel,
  manifest?: Pick<Manifest, 'weights' | 'fidelity'>,
): Promise<RunModel> {
  const hashOf = (isWanted: (url: string) => boolean) =>
    artifacts.files.filter(({ url }) => isWanted(url)).map(({ sha256 }) => sha256);
  const [libraryHash = null] = hashOf((url) => url.endsWith('.wasm'));
  return {
    id: loaded.id,
    name,
    quantization: loaded.quantization,
    adapterClass: loaded.adapterClass,
    device: loaded.device.name,
    weightsHash: await hashOfHashes(hashOf((url) => !url.endsWith('.wasm'))),
    libraryHash,
    contextWindow: loaded.contextWindow,
    fidelity: fidelityOf(manifest),
  };
}

function fidelityOf({ weights, fidelity }: Pick<Manifest, 'weights' | 'fidelity'> = {}): RunFidelity | null {
  if (!fidelity) return null;
  const { tokens, meanKl, sameToken } = fidelity.all;
  return { rule: weights?.rule ?? null, tokens, meanKl, sameToken, heldOut: fidelity.heldOut };
}

/** Null where one file's hash is not known: then nothing can be said of the whole. */
async function hashOfHashes(hashes: readonly (string | null)[]): Promise<string | null> {
  if (hashes.length === 0 || hashes.includes(null)) return null;
  const text = [...hashes].sort().join('\n');
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
