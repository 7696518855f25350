import { join } from 'node:path';
import type { Model } from '../models/model.ts';
import { preparedFolder } from '../models/places.ts';
import { writeWhole } from '../run/files.ts';
import { paths, repository } from '../run/paths.ts';
import type { Step } from '../run/step.ts';
import { measure } from './measure.ts';
import { readCollection } from './passages.ts';

/** What was measured of a model, until it is in its manifest. */
export const fidelityFile = (id: string): string => join(preparedFolder(id), 'fidelity.json');

/** Compares a model's converted weights with its own. `madeFrom`: what the converted ones depend on. */
export function fidelityStep(model: Model, madeFrom: readonly string[]): Step {
  const { id, name, variants } = model.record;
  const out = fidelityFile(id);
  return {
    id: `fidelity-${id}`,
    name: `${name}: fidelity`,
    inputs: [{ path: paths.calibration }, { path: join(repository, 'setup', 'fidelity') }, { value: madeFrom }],
    outputs: [out],
    run: async (report) => {
      // The codes and scales of the layers are the same in every variant of 4 bits; with embedding and output matrix in 8 bits a model
      // is closer to its own than this says.
      const folder = join(preparedFolder(id), 'resolve', variants[0]!.quantization);
      const measured = await measure(
        model,
        { kind: 'shards', folder },
        await readCollection('held-out'),
        report.progress,
      );
      await writeWhole(out, JSON.stringify(measured));
    },
  };
}
