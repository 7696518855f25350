import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Manifest, type ManifestFile, type PreparedModels } from '../../model-config/models/manifest.ts';
import { calibrationHash } from '../calibration/calibrate.ts';
import { fidelityFile } from '../fidelity/step.ts';
import { exists, filesUnder, linkOrCopy, replaceFolder, writeWhole } from '../run/files.ts';
import { sha256OfFile } from '../run/fingerprint.ts';
import { paths } from '../run/paths.ts';
import type { Step } from '../run/step.ts';
import { hashOfFiles, repositoryHash } from './checkpoint.ts';
import { addedOf, type Model, type Origin, readJson } from './model.ts';
import { pathIn } from './own-files.ts';
import { manifestFile, preparedFolder, publishedFolder } from './places.ts';

type ManifestVariant = Manifest['variants'][number];

/**
 * Puts a model's prepared files into `public/models/<id>` in one move, with a manifest that names each
 * with its size and SHA-256: the app never sees files of two preparations together.
 * `madeFrom`: what the prepared files depend on; they are published again when it changes. `fitted`: their weights were
 * fitted to the calibration text, and what that left of the model was measured.
 */
export function publishStep(model: Model, madeFrom: readonly string[], fitted: boolean): Step {
  const { record } = model;
  return {
    id: `publish-${record.id}`,
    name: `${record.name}: checksums`,
    // Of an added model the manifest has the whole record.
    inputs: [{ value: [madeFrom, addedOf(model) ? record : record.source] }, { path: fidelityFile(record.id) }],
    outputs: [manifestFile(record.id)],
    run: () => publish(model, fitted),
  };
}

async function publish(model: Model, fitted: boolean): Promise<void> {
  const { record } = model;
  const { id } = record;
  const variants: ManifestVariant[] = [];
  for (const { quantization, libraries } of record.variants) {
    const files = await describeFiles(id, `resolve/${quantization}/`);
    const compiled = libraries.map(async (adapterClass) => {
      return { ...(await describeFile(id, `lib/${quantization}-${adapterClass}.wasm`)), adapterClass };
    });
    variants.push({ quantization, files, libraries: await Promise.all(compiled) });
  }
  const manifest = Manifest.parse({
    ...{ format: 1, id, ...(addedOf(model) ? { record } : {}) },
    convertedFrom: await hashOfSource(model),
    weights: fitted
      ? { rule: 'calibrated', calibration: await calibrationHash() }
      : { rule: 'searched', calibration: null },
    ...(fitted ? { fidelity: await readJson(fidelityFile(id)) } : {}),
    variants,
  });

  const folder = join(paths.work, `publish-${id}`);
  await rm(folder, { recursive: true, force: true });
  const files = variants.flatMap((variant) => [...variant.files, ...variant.libraries]);
  for (const { path } of files) await linkOrCopy(join(preparedFolder(id), path), join(folder, path));
  await writeWhole(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await replaceFolder(folder, publishedFolder(id));
}

/** SHA-256 of the file that was converted, or over the names and hashes of several. */
async function hashOfSource(model: Model): Promise<string> {
  const added = addedOf(model);
  if (added) {
    const own = await hashOfOrigin(added.model);
    if (!added.adapter) return own;
    const parts = { model: own, adapter: await hashOfOrigin(added.adapter) };
    return hashOfFiles(Object.entries(parts).map(([path, sha256]) => ({ path, sha256 })));
  }
  const { source } = model.record;
  if ('sha256' in source) return source.sha256;
  if (source.kind === 'huggingface') return repositoryHash(source);
  throw new Error(`${model.record.id} of the catalog has no file`);
}

async function hashOfOrigin(origin: Origin): Promise<string> {
  if (origin.kind === 'hub') return repositoryHash(origin);
  const files: { path: string; sha256: string }[] = [];
  for (const { name } of origin.files) files.push({ path: name, sha256: await sha256OfFile(pathIn(origin, name)) });
  return files.length === 1 ? files[0]!.sha256 : hashOfFiles(files);
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

/** The ids of the models that stand complete in `public/models`, in the order given. */
export async function publishedIds(models: readonly Model[]): Promise<string[]> {
  const there = await Promise.all(models.map(({ record }) => exists(manifestFile(record.id))));
  return models.filter((_, index) => there[index]).map(({ record }) => record.id);
}

/** Writes the list of prepared models, last of all, so that the app lists a model only once it can be had. */
export async function writeIndex(models: readonly Model[]): Promise<void> {
  const index: PreparedModels = { format: 1, models: await publishedIds(models) };
  const file = join(paths.models, 'index.json');
  const text = JSON.stringify(index);
  if ((await readFile(file, 'utf8').catch(() => null)) !== text) await writeWhole(file, text);
}
