import { SetupError } from '../run/errors.ts';
import { exists } from '../run/files.ts';
import type { ProgressLines } from '../run/progress.ts';
import { type CheckpointPlaces, usualPlaces } from './checkpoint.ts';
import { checkDisk } from './disk.ts';
import { type Adding, examineModel, type Place } from './examine.ts';
import { factsOf } from './facts.ts';
import { type Added, addedOf, keepAdded, knownModels, type Model, type Origin } from './model.ts';
import { manifestFile } from './places.ts';
import { removeSources } from './remove.ts';

/**
 * Finds out what a model is that a person adds, and keeps what is needed to prepare it, now or again later. Throws
 * SetupError: for a model that can't be had or used, a name that is taken, a disk that is too small.
 */
export async function addModel(
  adding: Adding,
  lines: ProgressLines,
  places: CheckpointPlaces = usualPlaces(),
): Promise<Model> {
  const all = await knownModels();
  const order = { ...adding, model: await asBegun(adding.model, all) };
  const { added, description } = await lines.during('What the model is', (report) =>
    examineModel(order, report, places),
  );
  const { id } = added.record;
  const before = all.find(({ record }) => record.id === id) ?? null;
  if (before && !isSame(before, added) && !(await isLeftOver(before))) {
    throw new SetupError(
      `There is a model ${id} already.`,
      `Give this one another name: --name NAME. Or remove that one first: npm run models -- remove ${id}`,
    );
  }
  const model: Model = { record: added.record, from: added };
  for (const line of factsOf(model, description)) lines.say(line);
  await checkDisk(model, lines);
  await keepAdded(added);
  if (before) await removeSources(before, [...all.filter((each) => each !== before), model]);
  return model;
}

/** A download that was broken off goes on with the commit that it began with, whatever its branch is now. */
async function asBegun(place: Place, all: readonly Model[]): Promise<Place> {
  if (place.kind !== 'hub') return place;
  for (const model of all) {
    const origin = addedOf(model)?.model;
    if (origin?.kind !== 'hub' || origin.repository !== place.repository) continue;
    if (place.revision === 'main' && !(await exists(manifestFile(model.record.id)))) {
      return { ...place, revision: origin.revision };
    }
  }
  return place;
}

/** What an earlier try left that came to nothing: it holds no name. */
const isLeftOver = async (model: Model): Promise<boolean> =>
  addedOf(model) !== null && !(await exists(manifestFile(model.record.id)));

/** The same thing added again, which takes its own place. */
function isSame(before: Model, { model, adapter }: Added): boolean {
  const added = addedOf(before);
  return added !== null && keyOf(added.model) === keyOf(model) && keyOf(added.adapter) === keyOf(adapter);
}

function keyOf(origin: Origin | null): string | null {
  if (origin === null) return null;
  return origin.kind === 'own' ? `file ${origin.path}` : `hub ${origin.repository}`;
}
