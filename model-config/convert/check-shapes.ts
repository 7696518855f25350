import { GROUP } from '../quantise/rule.ts';
import { ConversionError } from './errors.ts';
import type { Parameter } from './parameters.ts';
import type { WeightSource } from './weight-source.ts';

/** Each part must have the very shape the record gives it: a wrong split of a right sum is a wrong model. */
export function checkShapes(weights: WeightSource, parameters: readonly Parameter[]): void {
  for (const { parts, columns, quantised } of parameters) {
    for (const { name, size } of parts) {
      const expected = quantised ? { rows: size, columns } : { rows: 1, columns: size };
      const found = weights.shape(name);
      if (found.rows !== expected.rows || found.columns !== expected.columns) {
        const problem = `${expected.rows} × ${expected.columns} expected, the file has ${found.rows} × ${found.columns}`;
        throw new ConversionError('mismatch', weights.place(name, 0), problem);
      }
      if (quantised && columns % GROUP !== 0) {
        const problem = `rows of ${columns} are not whole groups of ${GROUP}`;
        throw new ConversionError('bad-tensor', weights.place(name, 0), problem);
      }
    }
  }
}
