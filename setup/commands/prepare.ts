import { buildApp } from '../app/build.ts';
import { knownModels, type Model, ownOf } from '../models/model.ts';
import { stateOf } from '../models/own-files.ts';
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
export function prepareAll(lines: ProgressLines, wanted: readonly Model[]): Promise<Preparation[]> {
  return alone(async () => {
    const preparations = await prepareModels(wanted, await knownModels(), new Toolchain(lines));
    tell(preparations, lines);
    await buildApp(lines);
    return preparations;
  });
}

/**
 * The models of every start: those to be prepared always, and those that were added here, in case they are stale.
 * One that was only copied here is not made again, one whose download broke off waits for `models add`, and one that
 * was made from a person's file which is gone, or another by now, stays in use as it is.
 */
export async function usualModels(): Promise<Model[]> {
  const models = await knownModels();
  const usual = await Promise.all(models.map(isUsual));
  return models.filter((_, index) => usual[index]);
}

async function isUsual(model: Model): Promise<boolean> {
  const { id, prepare } = model.record;
  if (model.from === 'catalog' && prepare === 'always') return true;
  if (model.from === 'copied' || !(await exists(preparedFolder(id))) || !(await exists(manifestFile(id)))) return false;
  const states = await Promise.all(ownOf(model).map(stateOf));
  return states.every((state) => state === 'there');
}

/** What could not be prepared: models that failed for the same reason are said together. */
function tell(preparations: readonly Preparation[], lines: ProgressLines): void {
  const failed = preparations.filter((preparation) => preparation.state !== 'ready');
  for (const reason of new Set(failed.map(({ error }) => describeError(error)))) {
    const together = failed.filter(({ error }) => describeError(error) === reason);
    const names = (state: Preparation['state']) =>
      together.filter((each) => each.state === state).map(({ model }) => model.record.name);
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
