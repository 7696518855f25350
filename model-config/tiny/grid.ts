/**
 * Rounds a matrix to what q4f16_1 can hold: in every group of 32 neighbours of a row w = q * s with q from -7 to 7,
 * 7 reached, and s of eight significant bits. Such weights also are exact halves (3 + 8 bits), so the GGUF, its
 * conversion to q4f32_1 and the one to q4f16_1 are one and the same model, and a reference computed from any of
 * them holds for all.
 */
export function toGrid(weights: Float64Array): Float64Array {
  const out = new Float64Array(weights.length);
  const scale = new Float32Array(1);
  const scaleBits = new Uint32Array(scale.buffer);
  for (let start = 0; start < weights.length; start += 32) {
    let largest = 0;
    for (let i = start; i < start + 32; i++) largest = Math.max(largest, Math.abs(weights[i]!));
    scale[0] = largest / 7;
    scaleBits[0] = (scaleBits[0]! + 0x8000) & 0xffff0000;
    const s = scale[0]!;
    if (s === 0) continue;
    for (let i = start; i < start + 32; i++) out[i] = Math.max(-7, Math.min(7, Math.round(weights[i]! / s))) * s;
  }
  return out;
}
