/** IEEE 754 binary16, for the scales and weights of GGUF and of q4f16_1. Rounds to nearest, ties to even. */

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** Bits of the half nearest to a number; beyond 65504 infinity, as the format says. */
export function toHalfBits(value: number): number {
  scratch[0] = value;
  const bits = scratchBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x7f800000) return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00);
  // 65520 is halfway between the largest half and the next step: it and all above round to infinity.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Subnormal halves are multiples of 2^-24, which is a float32's step from 0.5 to 1: adding 0.5 rounds to it.
    scratch[0] = Math.abs(value) + 0.5;
    return sign | (scratchBits[0]! - 0x3f000000);
  }
  const roundedUp = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((roundedUp - 0x38000000) >>> 13);
}

export function fromHalfBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Every half as a float32, indexed by its bits: 256 KiB, many times quicker than computing it. */
export const HALF_TO_FLOAT = Float32Array.from({ length: 65536 }, (_, bits) => fromHalfBits(bits));
