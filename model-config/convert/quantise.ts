import type { Quantization } from '../models/record.ts';
import { fromHalfBits, toHalfBits } from './half.ts';

/** Weights that share a scale, along the input dimension. */
export const GROUP = 32;
/** 4-bit values in a packed word, the lowest bits first. */
export const PACK = 8;
/** The stored value of weight 0, and the largest magnitude on either side of it. */
const ZERO = 7;

export interface QuantisedRows {
  packed: Uint32Array<ArrayBuffer>;
  scales: Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
}

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

/**
 * MLC's q4f32_1 and q4f16_1: w = (q − 7) · s for groups of 32, q from 0 to 14, s = max |w| / 7 (mlc-llm's
 * group_quantization.py). `values` holds whole rows, a multiple of 32 long. For q4f16_1 the values are
 * rounded against the scale as it is stored, in half precision.
 */
export function quantiseRows(values: Float32Array, quantization: Quantization): QuantisedRows {
  const groups = values.length / GROUP;
  const packed = new Uint32Array(values.length / PACK);
  const half = quantization === 'q4f16_1';
  const scales = half ? new Uint16Array(groups) : new Float32Array(groups);
  for (let g = 0; g < groups; g++) {
    const start = g * GROUP;
    let largest = 0;
    let finite = 0; // 0 · x is 0 for every finite x and NaN otherwise
    for (let i = start; i < start + GROUP; i++) {
      const magnitude = Math.abs(values[i]!);
      finite += 0 * magnitude;
      if (magnitude > largest) largest = magnitude;
    }
    scales[g] = half ? toHalfBits(largest / ZERO) : largest / ZERO;
    const scale = half ? fromHalfBits(scales[g]!) : scales[g]!;
    if (finite !== 0 || scale === Number.POSITIVE_INFINITY) {
      throw new NotFiniteError(start, finite === 0 ? largest : Number.NaN);
    }
    const inverse = scale === 0 ? 0 : 1 / scale;
    for (let w = 0; w < GROUP / PACK; w++) {
      let word = 0;
      for (let j = 0; j < PACK; j++) {
        // + 0.5 and cutting off rounds to nearest. A scale near the smallest half may be rounded to much less
        // than max |w| / 7, so that q would leave its range on both sides.
        const q = (values[start + w * PACK + j]! * inverse + (ZERO + 0.5)) | 0;
        word |= Math.max(0, Math.min(q, 2 * ZERO)) << (4 * j);
      }
      packed[(start >> 3) + w] = word;
    }
  }
  return { packed, scales };
}
