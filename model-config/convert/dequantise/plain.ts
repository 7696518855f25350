import { HALF_TO_FLOAT } from '../../quantise/half.ts';

export function readF32(data: DataView, count: number, out: Float32Array): void {
  for (let i = 0; i < count; i++) out[i] = data.getFloat32(4 * i, true);
}

export function readF16(data: DataView, count: number, out: Float32Array): void {
  for (let i = 0; i < count; i++) out[i] = HALF_TO_FLOAT[data.getUint16(2 * i, true)]!;
}

/** A bfloat16 is the upper half of a float32. */
export function readBF16(data: DataView, count: number, out: Float32Array): void {
  const bits = new Uint32Array(out.buffer, out.byteOffset, count);
  for (let i = 0; i < count; i++) bits[i] = data.getUint16(2 * i, true) << 16;
}
