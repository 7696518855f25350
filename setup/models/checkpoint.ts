import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { memberFiles } from '../../model-config/convert/safetensors/tensors.ts';
import { ManifestFile } from '../../model-config/models/manifest.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { type Clock, download } from '../run/download.ts';
import { MissingError, SetupError } from '../run/errors.ts';
import { sizeUnder, writeWhole } from '../run/files.ts';
import { paths } from '../run/paths.ts';
import type { StepReport } from '../run/progress.ts';

type HubSource = Extract<ModelRecord['source'], { kind: 'huggingface' }>;

/** From where and to where; a test has places of its own. */
export interface CheckpointPlaces {
  /** The hub's address, or that of a mirror of it. */
  endpoint: string;
  sources: string;
  clock?: Clock;
}

const usual = (): CheckpointPlaces => ({ endpoint: hubEndpoint(process.env.HF_ENDPOINT), sources: paths.sources });

/** HF_ENDPOINT names a mirror, as it does for the hub's own tools. Throws SetupError where it is no address. */
export function hubEndpoint(stated = ''): string {
  const endpoint = stated || 'https://huggingface.co';
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint.replace(/\/+$/, '');
  throw new SetupError(`HF_ENDPOINT is "${endpoint}", which is no address.`, 'Correct it, or unset it.');
}

export const checkpointPath = (id: string, sources = paths.sources) => join(sources, id);

const INDEX = 'model.safetensors.index.json';
const SINGLE = 'model.safetensors';

/** Beside the files: what each is, so that a later try knows which are whole without asking or reading them. */
const LIST = 'files.json';
const List = z.strictObject({ repository: z.string(), revision: z.string(), files: z.array(ManifestFile) });
type List = z.infer<typeof List>;

/**
 * Downloads from the hub what a checkpoint is converted from: config.json, tokenizer.json and the weights, one file
 * or those that the index names. Each is held to the hash that the hub states of it. After a break it goes on
 * where it stopped. Throws SetupError that names the file.
 */
export async function downloadCheckpoint(
  id: string,
  { repository, revision, bytes }: HubSource,
  report: StepReport,
  { endpoint, sources, clock }: CheckpointPlaces = usual(),
): Promise<void> {
  const folder = checkpointPath(id, sources);
  const list = await listIn(folder, repository, revision);
  // With what an earlier try left of a file.
  const before = await sizeUnder(folder);
  let fetched = 0;

  const fetchFile = async (path: string): Promise<void> => {
    const known = list.files.find((file) => file.path === path);
    if (known && (await sizeUnder(join(folder, path))) === known.bytes) return;
    const url = `${endpoint}/${repository}/resolve/${revision}/${path}`;
    const target = join(folder, path);
    const earlier = fetched;
    const inAll: StepReport = {
      detail: (text) => report.detail(`${path}: ${text}`),
      progress: (done) => {
        fetched = earlier + done;
        report.progress(fetched, Math.max(fetched, bytes - before));
      },
    };
    const got = await download({ url, target, otherwise: otherwise(repository, endpoint) }, inAll, clock);
    list.files = [...list.files.filter((file) => file.path !== path), { path, ...got }];
    await writeWhole(join(folder, LIST), JSON.stringify(list));
  };

  await fetchFile('config.json');
  await fetchFile('tokenizer.json');
  for (const path of await weightFiles(folder, fetchFile)) await fetchFile(path);
}

async function weightFiles(folder: string, fetchFile: (path: string) => Promise<void>): Promise<string[]> {
  try {
    await fetchFile(INDEX);
  } catch (error) {
    if (error instanceof MissingError) return [SINGLE];
    throw error;
  }
  const files = memberFiles(await readFile(join(folder, INDEX), 'utf8'));
  if (files !== null) return files;
  // What can't be read must be asked for again the next time.
  await rm(join(folder, INDEX));
  throw new SetupError(`${INDEX} lists no files that can be read.`, 'Run the same command again.');
}

/** What an earlier try of the same revision left; the files of another one are removed. */
async function listIn(folder: string, repository: string, revision: string): Promise<List> {
  const list = List.safeParse(await readJson(join(folder, LIST)));
  if (list.success && list.data.repository === repository && list.data.revision === revision) return list.data;
  if (list.success) await rm(folder, { recursive: true });
  return { repository, revision, files: [] };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Stands for all files of a checkpoint: SHA-256 over their names and hashes. Throws where none was downloaded. */
export async function checkpointHash(id: string, sources = paths.sources): Promise<string> {
  const { files } = List.parse(await readJson(join(checkpointPath(id, sources), LIST)));
  const lines = files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

const otherwise = (repository: string, endpoint: string): string =>
  `Look at ${endpoint}/${repository} with a browser: it may want its licence accepted first.`;
