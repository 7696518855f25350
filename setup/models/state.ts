import { formatBytes } from '../run/units.ts';
import { diskNeed } from './disk.ts';
import { addedOf, type Model, type Origin } from './model.ts';
import { stateOf } from './own-files.ts';

/** How a model stands, in a few words for the list. `isHere`: it is complete in public/models. */
export async function stateOfModel(model: Model, isHere: boolean): Promise<string> {
  const added = addedOf(model);
  if (added) {
    const place = placeOf(added.model);
    const from = added.adapter ? `${place} with ${placeOf(added.adapter)}` : place;
    if (!isHere) return `not complete: run again npm run models -- add ${place}`;
    return `prepared from ${from}${await remarkOn([added.model, added.adapter])}`;
  }
  if (isHere) return model.from === 'copied' ? 'prepared elsewhere and copied here' : 'prepared';
  const { id, prepare } = model.record;
  if (prepare === 'always') return 'npm start prepares it';
  if (prepare === 'on-request') {
    return `can be added: npm run models -- add ${id}   (${formatBytes(diskNeed(model))} of disk)`;
  }
  return 'not prepared by set-up: the app loads its published conversion from the hub';
}

const placeOf = (origin: Origin): string => (origin.kind === 'own' ? origin.path : origin.repository);

async function remarkOn(origins: readonly (Origin | null)[]): Promise<string> {
  for (const origin of origins) {
    if (origin?.kind !== 'own') continue;
    const state = await stateOf(origin);
    if (state !== 'there')
      return `, of which a file ${state === 'gone' ? 'is gone' : 'has changed'}; stays in use as it is`;
  }
  return '';
}
