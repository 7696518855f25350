import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Manifest, type ManifestFile, type PreparedModels } from '../../model-config/models/manifest.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { exists, filesUnder, linkOrCopy, replaceFolder, writeWhole } from '../run/files.ts';
import { sha256OfFile } from '../run/fingerprint.ts';
import { paths } from '../run/paths.ts';
import type { Step } from '../run/step.ts';
import { checkpointHash } from './checkpoint.ts';
import { manifestFile, preparedFolder, publishedFolder } from './places.ts';

type ManifestVariant = Manifest['variants'][number];

/**
 * Puts a model's prepared files into `public/models/<id>` in one move, with a manifest that names each
 * with its size and SHA-256: the app never sees files of two preparations together.
 * `madeFrom`: what the prepared files depend on; they are published again when it changes.
 */
export function publishStep(record: ModelRecord, madeFrom: readonly string[]): Step {
  return {
    id: `publish-${record.id}`,
    name: `${record.name}: checksums`,
    inputs: [{ value: [madeFrom, record.source] }],
    outputs: [manifestFile(record.id)],
    run: () => publish(record),
  };
}

async function publish(record: ModelRecord): Promise<void> {
  const { id, source } = record;
  const convertedFrom = 'sha256' in source ? source.sha256 : await checkpointHash(id);
  const variants: ManifestVariant[] = [];
  for (const { quantization, libraries } of record.variants) {
    const files = await describeFiles(id, `resolve/${quantization}/`);
    const compiled = libraries.map(async (adapterClass) => {
      return { ...(await describeFile(id, `lib/${quantization}-${adapterClass}.wasm`)), adapterClass };
    });
    variants.push({ quantization, files, libraries: await Promise.all(compiled) });
  }
  const manifest = Manifest.parse({ format: 1, id, convertedFrom, variants });

  const folder = join(paths.work, `publish-${id}`);
  await rm(folder, { recursive: true, force: true });
  const files = variants.flatMap((variant) => [...variant.files, ...variant.libraries]);
  for (const { path } of files) await linkOrCopy(join(preparedFolder(id), path), join(folder, path));
  await writeWhole(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await replaceFolder(folder, publishedFolder(id));
}

async function describeFiles(id: string, folder: string): Promise<ManifestFile[]> {
  const names = await filesUnder(join(preparedFolder(id), folder));
  const described: ManifestFile[] = [];
  for (const name of names) described.push(await describeFile(id, `${folder}${name}`));
  return described;
}

async function describeFile(id: string, path: string): Promise<ManifestFile> {
  const file = join(preparedFolder(id), path);
  return { path, bytes: (await stat(file)).size, sha256: await sha256OfFile(file) };
}

/** The ids of the models that stand complete in `public/models`, in the order of the records. */
export async function publishedIds(records: readonly ModelRecord[]): Promise<string[]> {
  const there = await Promise.all(records.map((record) => exists(manifestFile(record.id))));
  return records.filter((_, index) => there[index]).map((record) => record.id);
}

/** Writes the list of prepared models, last of all, so that the app lists a model only once it can be had. */
export async function writeIndex(records: readonly ModelRecord[]): Promise<void> {
  const index: PreparedModels = { format: 1, models: await publishedIds(records) };
  const file = join(paths.models, 'index.json');
  const text = JSON.stringify(index);
  if ((await readFile(file, 'utf8').catch(() => null)) !== text) await writeWhole(file, text);
}
