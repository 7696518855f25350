/**
 * exp, cos and sin from + - * / alone. Math.exp and its kin may differ in the last bit from one engine to the
 * next, and one bit would change the fixture's SHA-256.
 */

// biome-ignore lint/suspicious/noApproximativeNumericConstant: Math.LN2 may differ as Math.exp may; this is the double nearest to ln 2.
const LN2 = 0.6931471805599453;

export function exp(x: number): number {
  if (x < -700) return 0;
  const k = Math.round(x / LN2);
  const r = x - k * LN2;
  let sum = 1;
  for (let n = 16; n > 0; n--) sum = 1 + (sum * r) / n;
  let power = 1;
  const step = k < 0 ? 0.5 : 2;
  for (let i = Math.abs(k); i > 0; i--) power *= step;
  return sum * power;
}

/** [cosine, sine] of an angle from 0 to 3 radians, by Taylor's series. */
export function cosSin(angle: number): [number, number] {
  const square = angle * angle;
  let cos = 1;
  let sin = 1;
  for (let n = 14; n > 0; n--) {
    cos = 1 - (cos * square) / ((2 * n - 1) * (2 * n));
    sin = 1 - (sin * square) / (2 * n * (2 * n + 1));
  }
  return [cos, sin * angle];
}

/** theta^(-2i / headDim) for i below headDim / 2, a power of 2: its root is taken by square roots. */
export function ropeFrequencies(c: { headDim: number; ropeTheta: number }): number[] {
  const half = c.headDim / 2;
  let ratio = 1 / c.ropeTheta;
  for (let root = half; root > 1; root /= 2) ratio = Math.sqrt(ratio);
  const frequencies = [1];
  for (let i = 1; i < half; i++) frequencies.push(frequencies[i - 1]! * ratio);
  return frequencies;
}
