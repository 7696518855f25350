import { readRecords } from '../../model-config/models/read-records.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { buildApp } from '../app/build.ts';
import { manifestFile, preparedFolder } from '../models/places.ts';
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
    tell(preparations, lines);
    await buildApp(lines);
    return preparations;
  });
}

/**
 * The models of every start: those to be prepared always, and those that were added here, in case they are stale.
 * One that was only copied here is not made again, and one whose download broke off waits for `models add`.
 */
export async function usualModels(): Promise<ModelRecord[]> {
  const records = readRecords();
  const added = await Promise.all(
    records.map(async ({ id }) => (await exists(preparedFolder(id))) && (await exists(manifestFile(id)))),
  );
  return records.filter((record, index) => record.prepare === 'always' || added[index]);
}

/** What could not be prepared: models that failed for the same reason are said together. */
function tell(preparations: readonly Preparation[], lines: ProgressLines): void {
  const failed = preparations.filter((preparation) => preparation.state !== 'ready');
  for (const reason of new Set(failed.map(({ error }) => describeError(error)))) {
    const together = failed.filter(({ error }) => describeError(error) === reason);
    const names = (state: Preparation['state']) =>
      together.filter((each) => each.state === state).map(({ record }) => record.name);
    if (names('missing').length > 0) {
      lines.say(
        `! Could not be prepared: ${names('missing').join(', ')}. The app starts without, and offers published models.`,
      );
    }
    if (names('kept').length > 0) {
      lines.say(`! Could not be prepared again: ${names('kept').join(', ')}. What is in public/models stays in use.`);
    }
    lines.say(reason.replace(/^/gm, '  '));
  }
}
