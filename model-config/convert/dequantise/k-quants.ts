import { HALF_TO_FLOAT } from '../../quantise/half.ts';

/** ggml's K formats: 256 values to a block, in sub-blocks with scales of their own (ggml-common.h). */
const BLOCK = 256;

/**
 * Q4_K and Q5_K keep eight 6-bit scales and eight 6-bit minima in 12 bytes: the first four of each in
 * the low six bits of bytes 0–3 and 4–7; the last four in the nibbles of bytes 8–11, their upper two
 * bits in the top bits of bytes 0–3 and 4–7.
 */
function unpackScales(data: DataView, at: number, scales: Uint8Array, minima: Uint8Array): void {
  for (let j = 0; j < 4; j++) {
    const a = data.getUint8(at + j);
    const b = data.getUint8(at + 4 + j);
    const c = data.getUint8(at + 8 + j);
    scales[j] = a & 63;
    minima[j] = b & 63;
    scales[j + 4] = (c & 15) | ((a >> 6) << 4);
    minima[j + 4] = (c >> 4) | ((b >> 6) << 4);
  }
}

/** 8 sub-blocks of 32: low nibbles of 32 bytes are one sub-block, the high nibbles the next. */
export function dequantiseQ4K(data: DataView, count: number, out: Float32Array): void {
  const scales = new Uint8Array(8);
  const minima = new Uint8Array(8);
  for (let at = 0, i = 0; i < count; at += 144, i += BLOCK) {
    const d = HALF_TO_FLOAT[data.getUint16(at, true)]!;
    const dmin = HALF_TO_FLOAT[data.getUint16(at + 2, true)]!;
    unpackScales(data, at + 4, scales, minima);
    for (let pair = 0; pair < 4; pair++) {
      const lowScale = d * scales[2 * pair]!;
      const lowMinimum = dmin * minima[2 * pair]!;
      const highScale = d * scales[2 * pair + 1]!;
      const highMinimum = dmin * minima[2 * pair + 1]!;
      const bytes = at + 16 + 32 * pair;
      const to = i + 64 * pair;
      for (let j = 0; j < 32; j++) {
        const byte = data.getUint8(bytes + j);
        out[to + j] = lowScale * (byte & 15) - lowMinimum;
        out[to + 32 + j] = highScale * (byte >> 4) - highMinimum;
      }
    }
  }
}

/** As Q4_K, with the fifth bit of each value in 32 bytes of their own: bit 2p and 2p+1 for pair p. */
export function dequantiseQ5K(data: DataView, count: number, out: Float32Array): void {
  const scales = new Uint8Array(8);
  const minima = new Uint8Array(8);
  for (let at = 0, i = 0; i < count; at += 176, i += BLOCK) {
    const d = HALF_TO_FLOAT[data.getUint16(at, true)]!;
    const dmin = HALF_TO_FLOAT[data.getUint16(at + 2, true)]!;
    unpackScales(data, at + 4, scales, minima);
    for (let pair = 0; pair < 4; pair++) {
      const lowScale = d * scales[2 * pair]!;
      const lowMinimum = dmin * minima[2 * pair]!;
      const highScale = d * scales[2 * pair + 1]!;
      const highMinimum = dmin * minima[2 * pair + 1]!;
      const bytes = at + 48 + 32 * pair;
      const to = i + 64 * pair;
      for (let j = 0; j < 32; j++) {
        const byte = data.getUint8(bytes + j);
        const fifth = data.getUint8(at + 16 + j) >> (2 * pair);
        out[to + j] = lowScale * ((byte & 15) | ((fifth & 1) << 4)) - lowMinimum;
        out[to + 32 + j] = highScale * ((byte >> 4) | ((fifth & 2) << 3)) - highMinimum;
      }
    }
  }
}

/**
 * 16 sub-blocks of 16 with signed 8-bit scales. Values come in halves of 128: the low four bits in 64
 * bytes (low nibbles values 0–63, high nibbles 64–127), the upper two in 32 bytes (two bits for each
 * quarter of 32 values).
 */
export function dequantiseQ6K(data: DataView, count: number, out: Float32Array): void {
  for (let at = 0, i = 0; i < count; at += 210, i += BLOCK) {
    const d = HALF_TO_FLOAT[data.getUint16(at + 208, true)]!;
    for (let half = 0; half < 2; half++) {
      const low = at + 64 * half;
      const high = at + 128 + 32 * half;
      const scales = at + 192 + 8 * half;
      const to = i + 128 * half;
      for (let quarter = 0; quarter < 4; quarter++) {
        const nibbles = low + 32 * (quarter & 1);
        const nibbleShift = quarter < 2 ? 0 : 4;
        const first = d * data.getInt8(scales + 2 * quarter);
        const second = d * data.getInt8(scales + 2 * quarter + 1);
        for (let j = 0; j < 32; j++) {
          const lower = (data.getUint8(nibbles + j) >> nibbleShift) & 15;
          const upper = (data.getUint8(high + j) >> (2 * quarter)) & 3;
          out[to + 32 * quarter + j] = (j < 16 ? first : second) * ((lower | (upper << 4)) - 32);
        }
      }
    }
  }
}
