import { HALF_TO_FLOAT, toHalfBits } from './half.ts';

/*
 * Weights are stored in MLC's layout of group quantisation: w = (q − zero) · s, a code q for each weight and a scale s
 * for 32 neighbours of a row. Kernels take every code that the bits can hold, and scales of either sign.
 */

/** Weights that share a scale, along the input dimension. */
export const GROUP = 32;

export type Bits = 4 | 8;

/** The code of weight 0. */
export const ZERO: Record<Bits, number> = { 4: 7, 8: 127 };

/** How a matrix is stored: bits of a code, and the type of the scales. */
export interface Layout {
  bits: Bits;
  scale: 'float16' | 'float32';
}

/** Whole rows of a matrix, a multiple of 32 long each, and where they stand: some rules have looked at them before. */
export interface Rows {
  values: Float32Array;
  /** The parameter of the model library that they are part of, and the first of them in it. */
  parameter: string;
  from: number;
}

/** A code for each weight, and a scale for each group of 32, which the layout's type holds as it is. */
export interface Coded {
  codes: Uint8Array<ArrayBuffer>;
  scales: Float32Array<ArrayBuffer>;
}

/** Rows in, codes and scales out. Throws NotFiniteError. */
export type Rule = (rows: Rows, layout: Layout) => Coded | Promise<Coded>;

/** A value is not a finite number, or too large for the scale's precision: at `index` or in the group that begins there. */
export class NotFiniteError extends Error {
  readonly index: number;
  /** The one that is too large; null where one is not a finite number. */
  readonly value: number | null;
  constructor(index: number, value: number) {
    super('not finite');
    this.index = index;
    this.value = Number.isFinite(value) ? value : null;
  }
}

export const noCodes = (weights: number): Coded => ({
  codes: new Uint8Array(weights),
  scales: new Float32Array(weights / GROUP),
});

/** The half nearest to a number, as a number; infinity beyond 65504. */
export const roundToHalf = (value: number): number => HALF_TO_FLOAT[toHalfBits(value)]!;

/** The weight of largest magnitude in the group at `start`, the first of several. Throws NotFiniteError where one is not a number. */
export function largestOf(values: Float32Array, start: number): number {
  let largest = 0;
  let magnitude = 0;
  let finite = 0; // 0 · x is 0 for every finite x and NaN otherwise
  for (let i = start; i < start + GROUP; i++) {
    const value = values[i]!;
    finite += 0 * value;
    if (Math.abs(value) > magnitude) {
      magnitude = Math.abs(value);
      largest = value;
    }
  }
  if (finite !== 0) throw new NotFiniteError(start, Number.NaN);
  return largest;
}
