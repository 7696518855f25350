import type { ConversionErrorPlace } from './errors.ts';

/**
 * A model's weights by the names Hugging Face gives them, whatever file they come from: gguf/weights.ts,
 * safetensors/weights.ts, and lora/weights.ts over either.
 */
export interface WeightSource {
  /** Rows and columns; a vector is one row. */
  shape(name: string): { rows: number; columns: number };
  /**
   * Rows `from` to `from + count` as float32, row by row. `count` and `from` are multiples of a head's
   * rows for the query and key matrices, whose rows a source may have to put back in order.
   */
  rows(name: string, from: number, count: number): Promise<Float32Array>;
  /** Where a row lies, for messages. */
  place(name: string, row: number): ConversionErrorPlace;
}
