import { HALF_TO_FLOAT } from '../../quantise/half.ts';

/**
 * ggml's formats of 32 values to a block (block_q4_0 … block_q8_0 in ggml-common.h): a half-precision
 * scale, for the _1 formats a half-precision minimum, then the values. Of each byte of nibbles the low
 * one belongs to the first 16 values and the high one to the last 16.
 */
const BLOCK = 32;
const HALF_BLOCK = 16;

export function dequantiseQ8_0(data: DataView, count: number, out: Float32Array): void {
  for (let at = 0, i = 0; i < count; at += 34, i += BLOCK) {
    const scale = HALF_TO_FLOAT[data.getUint16(at, true)]!;
    for (let j = 0; j < BLOCK; j++) out[i + j] = scale * data.getInt8(at + 2 + j);
  }
}

export function dequantiseQ4_0(data: DataView, count: number, out: Float32Array): void {
  for (let at = 0, i = 0; i < count; at += 18, i += BLOCK) {
    const scale = HALF_TO_FLOAT[data.getUint16(at, true)]!;
    for (let j = 0; j < HALF_BLOCK; j++) {
      const byte = data.getUint8(at + 2 + j);
      out[i + j] = scale * ((byte & 15) - 8);
      out[i + j + HALF_BLOCK] = scale * ((byte >> 4) - 8);
    }
  }
}

export function dequantiseQ4_1(data: DataView, count: number, out: Float32Array): void {
  for (let at = 0, i = 0; i < count; at += 20, i += BLOCK) {
    const scale = HALF_TO_FLOAT[data.getUint16(at, true)]!;
    const minimum = HALF_TO_FLOAT[data.getUint16(at + 2, true)]!;
    for (let j = 0; j < HALF_BLOCK; j++) {
      const byte = data.getUint8(at + 4 + j);
      out[i + j] = scale * (byte & 15) + minimum;
      out[i + j + HALF_BLOCK] = scale * (byte >> 4) + minimum;
    }
  }
}

export function dequantiseQ5_0(data: DataView, count: number, out: Float32Array): void {
  for (let at = 0, i = 0; i < count; at += 22, i += BLOCK) {
    const scale = HALF_TO_FLOAT[data.getUint16(at, true)]!;
    const fifthBits = data.getUint32(at + 2, true);
    for (let j = 0; j < HALF_BLOCK; j++) {
      const byte = data.getUint8(at + 6 + j);
      out[i + j] = scale * (((byte & 15) | (((fifthBits >>> j) & 1) << 4)) - 16);
      out[i + j + HALF_BLOCK] = scale * (((byte >> 4) | (((fifthBits >>> (j + HALF_BLOCK)) & 1) << 4)) - 16);
    }
  }
}

export function dequantiseQ5_1(data: DataView, count: number, out: Float32Array): void {
  for (let at = 0, i = 0; i < count; at += 24, i += BLOCK) {
    const scale = HALF_TO_FLOAT[data.getUint16(at, true)]!;
    const minimum = HALF_TO_FLOAT[data.getUint16(at + 2, true)]!;
    const fifthBits = data.getUint32(at + 4, true);
    for (let j = 0; j < HALF_BLOCK; j++) {
      const byte = data.getUint8(at + 8 + j);
      out[i + j] = scale * ((byte & 15) | (((fifthBits >>> j) & 1) << 4)) + minimum;
      out[i + j + HALF_BLOCK] = scale * ((byte >> 4) | (((fifthBits >>> (j + HALF_BLOCK)) & 1) << 4)) + minimum;
    }
  }
}
