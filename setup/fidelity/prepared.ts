import { join } from 'node:path';
import type { RuleName } from '../../model-config/models/fidelity.ts';
import { Manifest } from '../../model-config/models/manifest.ts';
import { type Model, readJson } from '../models/model.ts';
import { manifestFile, publishedFolder } from '../models/places.ts';
import { SetupError } from '../run/errors.ts';

export interface Prepared {
  kind: 'shards';
  folder: string;
  /** How they were made; null where nobody wrote it down. */
  rule: RuleName | null;
}

/** The shards of a model that set-up has prepared. Throws SetupError where it has not. */
export async function preparedWeights({ record }: Model): Promise<Prepared> {
  const manifest = Manifest.safeParse(await readJson(manifestFile(record.id)));
  const variant = manifest.data?.variants[0];
  if (!manifest.success || !variant) {
    throw new SetupError(
      `${record.name} is not prepared here.`,
      `npm run models -- add ${record.id}, or measure what a rule would make of it: --rule searched`,
    );
  }
  const folder = join(publishedFolder(record.id), 'resolve', variant.quantization);
  return { kind: 'shards', folder, rule: manifest.data.weights?.rule ?? null };
}
