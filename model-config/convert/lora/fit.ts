import type { Architecture } from '../../models/record.ts';
import type { SourceFolder } from '../byte-source.ts';
import { parametersOf } from '../parameters.ts';
import type { WeightSource } from '../weight-source.ts';
import { readAdapter } from './adapter.ts';
import { MergedWeights } from './weights.ts';

/**
 * Throws ConversionError where an adapter is none that can be merged into a model of this shape, without the model's
 * weights: before gigabytes of them are fetched.
 */
export async function checkAdapter(folder: SourceFolder, architecture: Architecture): Promise<void> {
  const shapes = new Map(
    parametersOf(architecture).flatMap(({ parts, columns, quantised }) =>
      parts.map(({ name, size }) => [name, quantised ? { rows: size, columns } : { rows: 1, columns: size }] as const),
    ),
  );
  const shapesAlone: WeightSource = {
    shape: (name) => shapes.get(name)!,
    rows: () => Promise.reject(new Error('there are no weights here')),
    place: () => ({ file: 'config.json' }),
  };
  new MergedWeights(shapesAlone, await readAdapter(folder), [...shapes.keys()]);
}
