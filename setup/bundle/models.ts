import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Manifest, type PreparedModels } from '../../model-config/models/manifest.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { SetupError } from '../run/errors.ts';
import { filesUnder } from '../run/files.ts';
import { shown } from '../run/paths.ts';
import type { BundleFor } from './arguments.ts';
import type { Part } from './contents.ts';

export interface ChosenModel {
  record: ModelRecord;
  /** Only with what the bundle holds. */
  manifest: Manifest;
}

/** Looks each model up in the folder of prepared models. Throws SetupError for one that is unknown, not prepared or has nothing to run. */
export async function chooseModels(
  ids: readonly string[],
  wanted: { for: BundleFor },
  { folder, records }: { folder: string; records: readonly ModelRecord[] },
): Promise<ChosenModel[]> {
  const chosen: ChosenModel[] = [];
  for (const id of ids) {
    const known = records.find((record) => record.id === id);
    const whole = await readManifest(id, folder);
    const record = known ?? whole?.record;
    if (!record) throw await unknown(id, folder, records);
    if (!whole) throw notPrepared(record);
    const manifest = { ...whole, variants: variantsFor(whole, wanted.for) };
    if (manifest.variants.length === 0) {
      throw new SetupError(
        `${id} has no library for ${wanted.for === 'all' ? 'any device' : wanted.for}.`,
        'Leave --for away to take what there is, or prepare the model again: npm start',
      );
    }
    chosen.push({ record, manifest });
  }
  return chosen;
}

/** The files of one model, and its manifest. */
export function modelPart({ record, manifest }: ChosenModel, folder: string): Part {
  const files = manifest.variants.flatMap((variant) => [...variant.files, ...variant.libraries]);
  const at = `models/${record.id}`;
  return {
    name: record.name,
    files: [
      { path: `${at}/manifest.json`, text: JSON.stringify(manifest) },
      ...files.map(({ path, sha256 }) => ({
        path: `${at}/${path}`,
        from: join(folder, record.id, path),
        sha256,
        link: true,
      })),
    ],
  };
}

export function modelsIndex(models: readonly ChosenModel[]): string {
  const index: PreparedModels = { format: 1, models: models.map(({ record }) => record.id) };
  return JSON.stringify(index);
}

/** A variant without a library can't run with the network gone. */
function variantsFor({ variants }: Manifest, wanted: BundleFor): Manifest['variants'] {
  return variants
    .map((variant) => ({
      ...variant,
      libraries: variant.libraries.filter(({ adapterClass }) => wanted === 'all' || adapterClass === wanted),
    }))
    .filter(({ libraries }) => libraries.length > 0);
}

async function readManifest(id: string, folder: string): Promise<Manifest | null> {
  // What is no id is no folder's name either: "../..".
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(id)) return null;
  const file = join(folder, id, 'manifest.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const next = `Delete ${shown(join(folder, id))} and prepare the model again.`;
  try {
    const parsed = Manifest.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new SetupError(`${shown(file)}: ${issues.join('; ')}`, next);
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`${shown(file)}: ${(error as Error).message}`, next);
  }
}

async function unknown(id: string, folder: string, records: readonly ModelRecord[]): Promise<SetupError> {
  const prepared = (await filesUnder(folder)).flatMap((file) => /^([^/]+)\/manifest\.json$/.exec(file)?.[1] ?? []);
  const ids = [...new Set([...prepared, ...records.map((record) => record.id)])].sort();
  return new SetupError(`There is no model "${id}".`, `Choose one of: ${ids.join(', ')}`);
}

function notPrepared({ id, prepare }: ModelRecord): SetupError {
  if (prepare === 'never') {
    return new SetupError(
      `${id} is not prepared by set-up: the app loads its published conversion from the hub.`,
      'Choose a model that is prepared here: npm run models -- list',
    );
  }
  const command = prepare === 'always' ? 'npm start' : `npm run models -- add ${id}`;
  return new SetupError(`${id} is not prepared here.`, `${command}, then run the same command again.`);
}
