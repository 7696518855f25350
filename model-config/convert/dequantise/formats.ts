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

/** The names of those that cannot, for messages. */
const OTHER_TYPES: Readonly<Record<number, string>> = {
  ...{
    4: 'Q4_2',
    5: 'Q4_3',
    9: 'Q8_1',
    10: 'Q2_K',
    11: 'Q3_K',
    15: 'Q8_K',
    16: 'IQ2_XXS',
    17: 'IQ2_XS',
    18: 'IQ3_XXS',
  },
  ...{ 19: 'IQ1_S', 20: 'IQ4_NL', 21: 'IQ3_S', 22: 'IQ2_S', 23: 'IQ4_XS', 24: 'I8', 25: 'I16', 26: 'I32', 27: 'I64' },
  ...{ 28: 'F64', 29: 'IQ1_M', 31: 'Q4_0_4_4', 32: 'Q4_0_4_8', 33: 'Q4_0_8_8', 34: 'TQ1_0', 35: 'TQ2_0' },
  ...{ 36: 'IQ4_NL_4_4', 37: 'IQ4_NL_4_8', 38: 'IQ4_NL_8_8', 39: 'MXFP4', 40: 'NVFP4', 41: 'Q1_0' },
};

/** A tensor type as people call it: "IQ4_XS", or its number where it has no name here. */
export const typeName = (type: number): string => BLOCK_FORMATS.get(type)?.name ?? OTHER_TYPES[type] ?? String(type);

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

/** The names of the types that tensors come in, that of most bytes first. */
export function typesOf(tensors: Iterable<{ format: BlockFormat; bytes: number }>): string[] {
  const bytesOf = new Map<string, number>();
  for (const { format, bytes } of tensors) bytesOf.set(format.name, (bytesOf.get(format.name) ?? 0) + bytes);
  return [...bytesOf].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}
