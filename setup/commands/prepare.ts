import { readRecords } from '../../model-config/models/read-records.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { buildApp } from '../app/build.ts';
import { preparedFolder } from '../models/places.ts';
import { type Preparation, prepareModels } from '../models/prepare.ts';
import { Toolchain } from '../models/toolchain.ts';
import { describeError } from '../run/errors.ts';
import { exists } from '../run/files.ts';
import { alone } from '../run/lock.ts';
import type { ProgressLines } from '../run/progress.ts';

/**
 * Prepares the models that are wanted and builds the page. A model that can't be prepared is said, and
 * does not keep the page from being built; a page that can't be built rejects.
 */
export function prepareAll(lines: ProgressLines, wanted: readonly ModelRecord[]): Promise<Preparation[]> {
  return alone(async () => {
    const records = readRecords();
    const preparations = await prepareModels(wanted, records, new Toolchain(lines));
    for (const preparation of preparations) tell(preparation, lines);
    await buildApp(lines);
    return preparations;
  });
}

/** The models of every start: those to be prepared always, and those that a person added here, in case they are stale. */
export async function usualModels(): Promise<ModelRecord[]> {
  const records = readRecords();
  const added = await Promise.all(records.map((record) => exists(preparedFolder(record.id))));
  return records.filter((record, index) => record.prepare === 'always' || added[index]);
}

function tell(preparation: Preparation, lines: ProgressLines): void {
  if (preparation.state === 'ready') return;
  const { name } = preparation.record;
  lines.say(
    preparation.state === 'kept'
      ? `! ${name} could not be prepared again; the one in public/models stays in use.`
      : `! ${name} could not be prepared; the app starts without it and offers the models that others publish.`,
  );
  const text = describeError(preparation.error);
  lines.say(text.replace(/^/gm, '  '));
}
