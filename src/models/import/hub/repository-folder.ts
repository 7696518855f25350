import type { SourceFolder } from '../../../../model-config/convert/byte-source.ts';
import { headSource } from '../../../../model-config/convert/head-source.ts';
import { fileUrl } from '../../../../model-config/hub/repository.ts';
import { type FetchOptions, fetchBytes } from '../../download/fetch-bytes';
import type { Directory } from '../../storage/directory';
import type { HubSource } from '../journal';
import { blobSource } from '../sources/blob-source';
import { downloadedPart, downloadPart, heldBytes, type PartOptions } from './download-part';

/** Where the hub is; a test has its own. */
export const HUB = 'https://huggingface.co';

/** The JSON of a checkpoint, by which it is described before its weights are fetched. */
const isWeights = (path: string) => path.endsWith('.safetensors');

export async function downloadDescription(source: HubSource, parts: Directory, options: Download): Promise<void> {
  await download(source, parts, options, (path) => !isWeights(path));
}

export async function downloadAll(source: HubSource, parts: Directory, options: Download): Promise<void> {
  await download(source, parts, options, () => true);
}

interface Download extends PartOptions {
  endpoint: string;
}

/** One after the other: the weights are few and large, and each goes on where it stopped. */
async function download(
  { repository, commit, files }: HubSource,
  parts: Directory,
  { endpoint, ...options }: Download,
  isWanted: (path: string) => boolean,
): Promise<void> {
  for (const file of files) {
    if (isWanted(file.path)) await downloadPart(parts, file, fileUrl(endpoint, repository, commit, file.path), options);
  }
}

/** What is downloaded of a repository, as the converter opens it. */
export function repositoryFolder({ repository }: HubSource, parts: Directory): SourceFolder {
  return {
    name: repository,
    async open(path) {
      const file = await downloadedPart(parts, path);
      return file && blobSource(path, file);
    },
  };
}

/** The same before its weights are here: of those the heads are fetched when they are read. */
export function folderOfHeads(
  source: HubSource,
  parts: Directory,
  { endpoint, ...options }: FetchOptions & { endpoint: string },
): SourceFolder {
  const { repository, commit, files } = source;
  const here = repositoryFolder(source, parts);
  return {
    name: repository,
    async open(path) {
      const downloaded = await here.open(path);
      const listed = files.find((file) => file.path === path);
      if (downloaded || !listed) return downloaded;
      const url = fileUrl(endpoint, repository, commit, path);
      return headSource(path, listed.bytes, (from, to) => fetchBytes(url, listed.bytes, { ...options, from, to }));
    },
  };
}

/** Bytes that are still to be downloaded. */
export async function missingBytes({ files }: HubSource, parts: Directory): Promise<number> {
  const held = await Promise.all(files.map(async ({ path, bytes }) => Math.min(bytes, await heldBytes(parts, path))));
  return files.reduce((sum, { bytes }) => sum + bytes, 0) - held.reduce((sum, bytes) => sum + bytes, 0);
}
