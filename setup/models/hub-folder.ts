import { setTimeout as wait } from 'node:timers/promises';
import type { ByteSource, SourceFolder } from '../../model-config/convert/byte-source.ts';
import { headSource } from '../../model-config/convert/head-source.ts';
import { folderSource } from '../../model-config/convert/node/files.ts';
import { fileUrl, type HubFile, type HubRepository } from '../../model-config/hub/repository.ts';
import { get } from '../run/http.ts';
import { PassingFault } from '../run/passing-fault.ts';
import { type CheckpointPlaces, otherwise, repositoryFolder } from './checkpoint.ts';
import { authorization, type Hub } from './hub.ts';

const MOST_TRIES = 5;
const FIRST_WAIT_MS = 1_000;

/**
 * A repository's files before its weights are here: what was downloaded, and of the rest the heads, which are fetched
 * when they are read. Close it when done.
 */
export function hubFolder(
  { id, commit }: HubRepository,
  files: readonly HubFile[],
  { hub, sources }: CheckpointPlaces,
): SourceFolder & { close(): Promise<void> } {
  const here = folderSource(repositoryFolder({ repository: id, revision: commit }, sources));
  return {
    name: id,
    close: here.close,
    async open(path) {
      const downloaded = await here.open(path);
      const listed = files.find((file) => file.path === path);
      if (downloaded || !listed) return downloaded;
      const url = fileUrl(hub.endpoint, id, commit, path);
      const range = (from: number, to: number) => fetchRange(url, from, to, id, hub);
      return persistent(headSource(path, listed.bytes, range), hub);
    },
  };
}

async function* fetchRange(url: string, from: number, to: number, id: string, hub: Hub): AsyncGenerator<Uint8Array> {
  const headers = { ...authorization(hub), range: `bytes=${from}-${to - 1}` };
  const { status, body } = await get(url, headers, hub.clock?.now ?? Date.now, otherwise(id, hub));
  // A server without ranges sends the whole file.
  let toSkip = status === 206 ? 0 : from;
  for await (const chunk of body.chunks()) {
    yield chunk.subarray(Math.min(toSkip, chunk.length));
    toSkip = Math.max(0, toSkip - chunk.length);
  }
}

/** Tries again after faults that may pass. */
function persistent(source: ByteSource, { clock }: Hub): ByteSource {
  async function read(offset: number, length: number): Promise<Uint8Array> {
    for (let tries = 1; ; tries++) {
      try {
        return await source.read(offset, length);
      } catch (error) {
        if (!(error instanceof PassingFault) || tries === MOST_TRIES) throw error;
        await (clock?.wait ?? wait)(error.waitMs ?? FIRST_WAIT_MS * 2 ** (tries - 1));
      }
    }
  }
  return { ...source, read };
}
