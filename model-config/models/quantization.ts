import { z } from 'zod';

/**
 * How a model's weights are stored. q4f32_1, q4f16_1, q8f32_1 and q8f16_1 are MLC's names and layouts; in q4f32_h8 and
 * q4f16_h8, which are Hakui's own, embedding and output matrix have 8 bits: they lose most by rounding to 4.
 */
export const Quantization = z.enum(['q4f32_1', 'q4f16_1', 'q4f32_h8', 'q4f16_h8', 'q8f32_1', 'q8f16_1']);
export type Quantization = z.infer<typeof Quantization>;

interface Stored {
  /** Of a code in the layers' matrices, and in the vocabulary's: embedding and output matrix. */
  bits: 4 | 8;
  vocabularyBits: 4 | 8;
  /** Type of scales, norms, biases and activations. */
  float: 'float32' | 'float16';
}

/** What model-config/compile's spec.py has too. */
const STORED: Record<Quantization, Stored> = {
  q4f32_1: { bits: 4, vocabularyBits: 4, float: 'float32' },
  q4f16_1: { bits: 4, vocabularyBits: 4, float: 'float16' },
  q4f32_h8: { bits: 4, vocabularyBits: 8, float: 'float32' },
  q4f16_h8: { bits: 4, vocabularyBits: 8, float: 'float16' },
  q8f32_1: { bits: 8, vocabularyBits: 8, float: 'float32' },
  q8f16_1: { bits: 8, vocabularyBits: 8, float: 'float16' },
};

export const storedAs = (quantization: Quantization): Stored => STORED[quantization];

/** Whether a device must compute with 16-bit floats: shader-f16. */
export const isHalf = (quantization: Quantization): boolean => STORED[quantization].float === 'float16';
