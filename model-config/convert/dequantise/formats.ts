import { dequantiseQ4K, dequantiseQ5K, dequantiseQ6K } from './k-quants.ts';
import { dequantiseQ4_0, dequantiseQ4_1, dequantiseQ5_0, dequantiseQ5_1, dequantiseQ8_0 } from './legacy-quants.ts';
import { readBF16, readF16, readF32 } from './plain.ts';

/** Turns `count` values, whole blocks, from the start of `data` into float32 at the start of `out`. */
export type Dequantise = (data: DataView, count: number, out: Float32Array) => void;

export interface BlockFormat {
  name: string;
  /** Values in a block, and the bytes it takes. */
  values: number;
  bytes: number;
  dequantise: Dequantise;
}

/** The tensor types that can be read, by their number in GGUF (enum ggml_type in ggml.h). */
export const BLOCK_FORMATS: ReadonlyMap<number, BlockFormat> = new Map([
  [0, { name: 'F32', values: 1, bytes: 4, dequantise: readF32 }],
  [1, { name: 'F16', values: 1, bytes: 2, dequantise: readF16 }],
  [30, { name: 'BF16', values: 1, bytes: 2, dequantise: readBF16 }],
  [2, { name: 'Q4_0', values: 32, bytes: 18, dequantise: dequantiseQ4_0 }],
  [3, { name: 'Q4_1', values: 32, bytes: 20, dequantise: dequantiseQ4_1 }],
  [6, { name: 'Q5_0', values: 32, bytes: 22, dequantise: dequantiseQ5_0 }],
  [7, { name: 'Q5_1', values: 32, bytes: 24, dequantise: dequantiseQ5_1 }],
  [8, { name: 'Q8_0', values: 32, bytes: 34, dequantise: dequantiseQ8_0 }],
  [12, { name: 'Q4_K', values: 256, bytes: 144, dequantise: dequantiseQ4K }],
  [13, { name: 'Q5_K', values: 256, bytes: 176, dequantise: dequantiseQ5K }],
  [14, { name: 'Q6_K', values: 256, bytes: 210, dequantise: dequantiseQ6K }],
]);
