import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Manifest } from '../../model-config/models/manifest.ts';
import { readRecords } from '../../model-config/models/read-records.ts';
import { ModelRecord } from '../../model-config/models/record.ts';
import { writeWhole } from '../run/files.ts';
import { paths } from '../run/paths.ts';
import { manifestFile } from './places.ts';

const bytes = z.int().nonnegative();

/** A person's own file, or the folder of a checkpoint or an adapter. It is read where it lies and never changed. */
const Own = z.strictObject({
  kind: z.literal('own'),
  path: z.string(),
  /** What is read of it, by name, as it was when it was added. `modified`: milliseconds since 1970. */
  files: z.array(z.strictObject({ name: z.string(), bytes, modified: z.number() })).min(1),
});
export type Own = z.infer<typeof Own>;

/** A repository of the hub at a commit. */
const OnHub = z.strictObject({ kind: z.literal('hub'), repository: z.string(), revision: z.string(), bytes });
export type OnHub = z.infer<typeof OnHub>;

const Origin = z.discriminatedUnion('kind', [Own, OnHub]);
export type Origin = z.infer<typeof Origin>;

/** `.build/added/<id>.json`: what is needed to prepare again a model that a person added. */
export const Added = z.strictObject({
  format: z.literal(1),
  record: ModelRecord,
  model: Origin,
  /** A LoRA adapter that is merged into it. */
  adapter: Origin.nullable(),
});
export type Added = z.infer<typeof Added>;

/** A model that set-up knows. */
export interface Model {
  record: ModelRecord;
  /** `copied`: prepared on another machine, and put into public/models. */
  from: 'catalog' | 'copied' | Added;
}

export const ofCatalog = (record: ModelRecord): Model => ({ record, from: 'catalog' });
export const addedOf = ({ from }: Model): Added | null => (typeof from === 'string' ? null : from);

/** A person's own files that a model is made from. */
export function ownOf(model: Model): Own[] {
  const added = addedOf(model);
  return [added?.model, added?.adapter].filter((origin) => origin?.kind === 'own') as Own[];
}

const addedFolder = () => join(paths.build, 'added');
const addedFile = (id: string) => join(addedFolder(), `${id}.json`);

export const keepAdded = (added: Added) => writeWhole(addedFile(added.record.id), JSON.stringify(added, null, 2));
export const forgetAdded = (id: string) => rm(addedFile(id), { force: true });

/** The models of the catalog, those that were added here, and those that were copied here, in this order. */
export async function knownModels(): Promise<Model[]> {
  const models = new Map(readRecords().map((record) => [record.id, ofCatalog(record)]));
  for (const name of await namesIn(addedFolder())) {
    const added = Added.safeParse(await readJson(join(addedFolder(), name)));
    if (added.success) take({ record: added.data.record, from: added.data });
  }
  for (const id of await namesIn(paths.models)) {
    const manifest = Manifest.safeParse(await readJson(manifestFile(id)));
    if (manifest.data?.record?.id === id) take({ record: manifest.data.record, from: 'copied' });
  }
  return [...models.values()];

  function take(model: Model) {
    if (!models.has(model.record.id)) models.set(model.record.id, model);
  }
}

const namesIn = async (folder: string) => (await readdir(folder).catch(() => [])).sort();

export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}
