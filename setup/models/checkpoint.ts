import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fileUrl, type HubFile, type HubRepository, readRepository } from '../../model-config/hub/repository.ts';
import { ManifestFile } from '../../model-config/models/manifest.ts';
import { download } from '../run/download.ts';
import { SetupError } from '../run/errors.ts';
import { sizeUnder, writeWhole } from '../run/files.ts';
import { paths } from '../run/paths.ts';
import type { StepReport } from '../run/progress.ts';
import { explainHub } from './explain.ts';
import { accessTo, authorization, type Hub, usualHub } from './hub.ts';
import { readJson } from './model.ts';

/** A repository of the hub, and the branch, tag or commit. */
interface Wanted {
  repository: string;
  revision: string;
}

/** From where and to where; a test has places of its own. */
export interface CheckpointPlaces {
  hub: Hub;
  sources: string;
}

export const usualPlaces = (): CheckpointPlaces => ({ hub: usualHub(), sources: paths.sources });

/** One folder for each repository and revision: two models that are made from the same share it. */
export const repositoryFolder = ({ repository, revision }: Wanted, sources = paths.sources): string =>
  join(sources, `${repository.replace('/', '+')}@${encodeURIComponent(revision).slice(0, 12)}`);

/** Beside the files: what each is, so that a later try knows which are whole without asking or reading them. */
const LIST = 'files.json';
const List = z.strictObject({ repository: z.string(), revision: z.string(), files: z.array(ManifestFile) });
type List = z.infer<typeof List>;

/** What a repository holds. Throws SetupError, also where its files are only for those who accepted its terms and nobody says who asks. */
export async function openRepository(
  { repository, revision }: Wanted,
  { hub }: CheckpointPlaces = usualPlaces(),
): Promise<HubRepository> {
  const found = await readRepository(repository, revision, accessTo(hub)).catch((error: unknown) => {
    throw explainHub(error, hub);
  });
  if (!found.gated || hub.token !== null) return found;
  throw new SetupError(
    `${repository} gives its files only to those who have accepted its terms.`,
    `Accept them at ${hub.endpoint}/${repository}, make a token that may read there, and run the same command with HF_TOKEN=… before it.`,
  );
}

/**
 * Downloads files of a repository. Each is held to the size and the hash that the hub states of it. After a break it
 * goes on where it stopped. Throws SetupError that names the file.
 */
export async function downloadFiles(
  wanted: Wanted,
  { id, commit }: HubRepository,
  files: readonly HubFile[],
  report: StepReport,
  { hub, sources }: CheckpointPlaces = usualPlaces(),
): Promise<void> {
  const folder = repositoryFolder(wanted, sources);
  const list = await listIn(folder, { repository: id, revision: commit });
  // With what an earlier try left of a file.
  const before = await sizeUnder(folder);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let fetched = 0;
  for (const { path, bytes, sha256 } of files) {
    const known = list.files.find((file) => file.path === path);
    if (known?.bytes === bytes && (await sizeUnder(join(folder, path))) === bytes) continue;
    const earlier = fetched;
    const inAll: StepReport = {
      detail: (text) => report.detail(`${path}: ${text}`),
      progress: (done) => {
        fetched = earlier + done;
        report.progress(fetched, Math.max(fetched, total - before));
      },
    };
    const url = fileUrl(hub.endpoint, id, commit, path);
    const target = join(folder, path);
    const file = { url, target, bytes, sha256: sha256 ?? undefined, headers: authorization(hub) };
    const got = await download({ ...file, otherwise: otherwise(id, hub) }, inAll, hub.clock);
    list.files = [...list.files.filter((each) => each.path !== path), { path, ...got }];
    await writeWhole(join(folder, LIST), JSON.stringify(list));
  }
}

/** What an earlier try of the same commit left; the files of another one are removed. */
async function listIn(folder: string, { repository, revision }: Wanted): Promise<List> {
  const list = List.safeParse(await readJson(join(folder, LIST)));
  if (list.success && list.data.repository === repository && list.data.revision === revision) return list.data;
  if (list.success) await rm(folder, { recursive: true });
  return { repository, revision, files: [] };
}

/** Stands for all files of a repository: SHA-256 over their names and hashes. Throws where none was downloaded. */
export async function repositoryHash(wanted: Wanted, sources = paths.sources): Promise<string> {
  const { files } = List.parse(await readJson(join(repositoryFolder(wanted, sources), LIST)));
  return hashOfFiles(files);
}

export function hashOfFiles(files: readonly { path: string; sha256: string }[]): string {
  const lines = files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** What a person can do where the hub does not give a file. */
export const otherwise = (repository: string, { endpoint, token }: Hub): string =>
  token === null
    ? `Look at ${endpoint}/${repository} with a browser: it may want its terms accepted first, and then HF_TOKEN=… before the command.`
    : `Look at ${endpoint}/${repository} with a browser: it may want its terms accepted first by the owner of HF_TOKEN.`;
