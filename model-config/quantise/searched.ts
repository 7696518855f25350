import {
  type Bits,
  type Coded,
  GROUP,
  type Layout,
  largestOf,
  NotFiniteError,
  noCodes,
  type Rows,
  roundToHalf,
  ZERO,
} from './rule.ts';

/*
 * The rule for weights of which nothing is known but themselves. Of a group x₀ … x₃₁ let m be the weight of largest
 * magnitude, with its sign (the first of several), and z the code of 0 (7; 127 in 8 bits). Sums run from 0 to 31, all
 * in double precision:
 *
 *   uᵢ = xᵢ · (1/m)      wᵢ = √(Σu²/32 + uᵢ²)                       a large weight counts for more, a small one for some
 *   for each t of STEPS  qᵢ = uᵢ·t + z + ½, cut off to a whole number, held within the codes (0 … 15; 0 … 255)
 *                        A = Σ (wᵢ·(qᵢ−z))·uᵢ   B = Σ (wᵢ·(qᵢ−z))·(qᵢ−z)
 *   the t of largest A²/B, which is the least Σ w(u − (q−z)·A/B)², the first of several
 *   s = stored(m·(A/B))  qᵢ = xᵢ·(1/s) + z + ½, cut off and held as above
 *   p = stored(m/z)      the same codes with p in place of s: the plain rule's, for a mirrored group mirrored
 *   s and its codes where Σ (wᵢ·d)·d, d = xᵢ − (qᵢ−z)·s, is smaller than p's; otherwise p and its
 *
 * stored: float32, then 11 significant bits, to nearest, ties to even; in float16 within half's own range, so that one
 * below 2⁻¹⁴ loses some. A scale has the sign of m, so that m may be 8 steps away: the code 15 is used. Scales of both
 * types are the same wherever a half is normal, and so are the codes.
 */

/** How many steps away from 0 the largest weight is tried. Rounding to 8 bits has nothing left to win. */
const STEPS: Record<Bits, Float64Array> = {
  4: Float64Array.of(7, 7.4, 7.8, 8.2, 8.6, 9),
  8: Float64Array.of(128),
};

/** q − z of a code, by code + MARGIN: of one that is out of range, that of the code at the edge. */
const MARGIN = 3;
const LEVELS: Record<Bits, Float64Array> = { 4: levels(4), 8: levels(8) };

function levels(bits: Bits): Float64Array {
  const top = 2 ** bits - 1;
  const within = (q: number) => Math.max(0, Math.min(q, top));
  return Float64Array.from({ length: top + 1 + 2 * MARGIN }, (_, at) => within(at - MARGIN) - ZERO[bits]);
}

/** The search described above. */
export function searched({ values }: Rows, { bits, scale }: Layout): Coded {
  const coded = noCodes(values.length);
  const stored = scale === 'float16' ? roundToHalf : roundToElevenBits;
  const u = new Float64Array(GROUP);
  const w = new Float64Array(GROUP);
  for (let start = 0, g = 0; start < values.length; start += GROUP, g++) {
    const m = largestOf(values, start);
    if (m === 0) {
      coded.codes.fill(ZERO[bits], start, start + GROUP);
      continue;
    }
    weigh(values, start, m, u, w);
    const s = stored(m * bestStep(u, w, bits));
    const p = stored(m / ZERO[bits]);
    if (!Number.isFinite(s) && !Number.isFinite(p)) throw new NotFiniteError(start, Math.abs(m));
    const better = code(values, start, w, s, p, bits, coded.codes);
    if (!better) code(values, start, w, p, p, bits, coded.codes);
    coded.scales[g] = better ? s : p;
  }
  return coded;
}

/** The group in units of m, and what each weight counts for. */
function weigh(x: Float32Array, start: number, m: number, u: Float64Array, w: Float64Array): void {
  const inverse = 1 / m;
  let squares = 0;
  for (let i = 0; i < GROUP; i++) {
    const ui = x[start + i]! * inverse;
    u[i] = ui;
    squares += ui * ui;
  }
  const mean = squares / GROUP;
  for (let i = 0; i < GROUP; i++) w[i] = Math.sqrt(mean + u[i]! * u[i]!);
}

/** A/B of the best of STEPS: the scale in units of m. */
function bestStep(u: Float64Array, w: Float64Array, bits: Bits): number {
  const steps = STEPS[bits];
  const table = LEVELS[bits];
  const shift = ZERO[bits] + 0.5;
  let best = -1;
  let scale = 0;
  for (let k = 0; k < steps.length; k++) {
    const t = steps[k]!;
    let a = 0;
    let b = 0;
    for (let i = 0; i < GROUP; i++) {
      const ui = u[i]!;
      const level = table[((ui * t + shift) | 0) + MARGIN]!;
      const weighted = w[i]! * level;
      a += weighted * ui;
      b += weighted * level;
    }
    const won = (a * a) / b;
    if (won > best) {
      best = won;
      scale = a / b;
    }
  }
  return scale;
}

/** Writes a group's codes for s, and returns whether their weighted squared error is smaller than with p; infinity's is not. */
function code(
  x: Float32Array,
  start: number,
  w: Float64Array,
  s: number,
  p: number,
  bits: Bits,
  out: Uint8Array,
): boolean {
  const zero = ZERO[bits];
  const shift = zero + 0.5;
  const top = 2 ** bits - 1;
  const byS = s === 0 ? 0 : 1 / s;
  const byP = p === 0 ? 0 : 1 / p;
  let errorS = 0;
  let errorP = 0;
  for (let i = 0; i < GROUP; i++) {
    const value = x[start + i]!;
    const weight = w[i]!;
    const q = Math.max(0, Math.min((value * byS + shift) | 0, top));
    out[start + i] = q;
    const d = value - (q - zero) * s;
    errorS += weight * d * d;
    const e = value - (Math.max(0, Math.min((value * byP + shift) | 0, top)) - zero) * p;
    errorP += weight * e * e;
  }
  return Number.isFinite(s) && (errorS < errorP || !Number.isFinite(p));
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** A half's precision in a float32's range. */
function roundToElevenBits(value: number): number {
  scratch[0] = value;
  const bits = scratchBits[0]!;
  scratchBits[0] = (bits + 0xfff + ((bits >>> 13) & 1)) & ~0x1fff;
  return scratch[0];
}
