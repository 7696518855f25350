import { type Quantization, storedAs } from '../models/quantization.ts';
import type { Bits, Layout } from '../quantise/rule.ts';
import type { Parameter } from './parameters.ts';

/** How a parameter's matrix is stored in a quantisation. */
export function layoutOf(quantization: Quantization, { ofVocabulary }: Pick<Parameter, 'ofVocabulary'>): Layout {
  const { bits, vocabularyBits, float } = storedAs(quantization);
  return { bits: ofVocabulary ? vocabularyBits : bits, scale: float };
}

/** Codes in a packed word, the lowest bits first. */
export const codesInWord = (bits: Bits): number => 32 / bits;

/** As many codes to a 32-bit word as it holds; whole words of them are given. */
export function packCodes(codes: Uint8Array<ArrayBuffer>, bits: Bits): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array((codes.length * bits) / 32);
  const count = codesInWord(bits);
  for (let w = 0, at = 0; w < words.length; w++) {
    let word = 0;
    for (let j = 0; j < count; j++) word |= codes[at++]! << (bits * j);
    words[w] = word;
  }
  return words;
}
