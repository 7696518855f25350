import type { Architecture } from '../models/record.ts';
import { cosSin, exp, ropeFrequencies } from './elementary.ts';

/** Matrices are row-major, [outputs, inputs]. */
export interface Layer {
  attentionNorm: Float64Array;
  query: Float64Array;
  queryBias: Float64Array;
  key: Float64Array;
  keyBias: Float64Array;
  value: Float64Array;
  valueBias: Float64Array;
  output: Float64Array;
  mlpNorm: Float64Array;
  gate: Float64Array;
  up: Float64Array;
  down: Float64Array;
}

export interface Body {
  embedding: Float64Array;
  layers: Layer[];
  norm: Float64Array;
}

/**
 * Qwen2's decoder up to its last norm, in double precision and reproducible to the bit.
 * Returns [tokens, hiddenSize], row-major.
 */
export function hiddenStates(c: Architecture, body: Body, ids: number[]): Float64Array {
  const d = c.hiddenSize;
  const n = ids.length;
  const x = new Float64Array(n * d);
  ids.forEach((id, i) => {
    x.set(body.embedding.subarray(id * d, (id + 1) * d), i * d);
  });
  const rotation = rotations(c, n);
  for (const layer of body.layers) {
    const normed = rmsNorm(x, layer.attentionNorm, c.rmsNormEps);
    const q = product(normed, layer.query, d, layer.queryBias);
    const k = product(normed, layer.key, d, layer.keyBias);
    const v = product(normed, layer.value, d, layer.valueBias);
    rotate(q, rotation, c.headDim, c.heads);
    rotate(k, rotation, c.headDim, c.kvHeads);
    add(x, product(attend(c, q, k, v, n), layer.output, c.heads * c.headDim));
    const inner = rmsNorm(x, layer.mlpNorm, c.rmsNormEps);
    const gate = product(inner, layer.gate, d);
    const up = product(inner, layer.up, d);
    for (let i = 0; i < gate.length; i++) up[i]! *= gate[i]! / (1 + exp(-gate[i]!));
    add(x, product(up, layer.down, c.intermediateSize));
  }
  return rmsNorm(x, body.norm, c.rmsNormEps);
}

/**
 * x [n, inputs] times the transpose of w [outputs, inputs], plus the bias; outputs a multiple of 4. Two rows by
 * four outputs at a time: 2.4 times as quick as one by one.
 */
export function product(x: Float64Array, w: Float64Array, inputs: number, bias?: Float64Array): Float64Array {
  const rows = x.length / inputs;
  const outputs = w.length / inputs;
  const y = new Float64Array(rows * outputs);
  for (let o = 0; o < outputs; o += 4) {
    const w0 = o * inputs;
    const w1 = w0 + inputs;
    const w2 = w1 + inputs;
    const w3 = w2 + inputs;
    for (let row = 0; row < rows; row += 2) {
      const next = Math.min(row + 1, rows - 1);
      const xa = row * inputs;
      const xb = next * inputs;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      for (let i = 0; i < inputs; i++) {
        const a = x[xa + i]!;
        const b = x[xb + i]!;
        const v0 = w[w0 + i]!;
        const v1 = w[w1 + i]!;
        const v2 = w[w2 + i]!;
        const v3 = w[w3 + i]!;
        a0 += a * v0;
        a1 += a * v1;
        a2 += a * v2;
        a3 += a * v3;
        b0 += b * v0;
        b1 += b * v1;
        b2 += b * v2;
        b3 += b * v3;
      }
      y.set([a0, a1, a2, a3], row * outputs + o);
      y.set([b0, b1, b2, b3], next * outputs + o);
    }
  }
  if (bias) for (let i = 0; i < y.length; i++) y[i]! += bias[i % outputs]!;
  return y;
}

function add(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i]! += y[i]!;
}

function rmsNorm(x: Float64Array, weight: Float64Array, eps: number): Float64Array {
  const d = weight.length;
  const y = new Float64Array(x.length);
  for (let at = 0; at < x.length; at += d) {
    let squares = 0;
    for (let i = 0; i < d; i++) squares += x[at + i]! * x[at + i]!;
    const factor = 1 / Math.sqrt(squares / d + eps);
    for (let i = 0; i < d; i++) y[at + i] = x[at + i]! * factor * weight[i]!;
  }
  return y;
}

interface Rotations {
  cos: Float64Array;
  sin: Float64Array;
}

/** [positions, headDim / 2]: position times theta^(-2i / headDim), each position turned on from the one before. */
function rotations(c: Architecture, positions: number): Rotations {
  const half = c.headDim / 2;
  const cos = new Float64Array(positions * half).fill(1);
  const sin = new Float64Array(positions * half);
  ropeFrequencies(c).forEach((frequency, i) => {
    const [stepCos, stepSin] = cosSin(frequency);
    for (let p = 1; p < positions; p++) {
      const before = (p - 1) * half + i;
      cos[before + half] = cos[before]! * stepCos - sin[before]! * stepSin;
      sin[before + half] = sin[before]! * stepCos + cos[before]! * stepSin;
    }
  });
  return { cos, sin };
}

/** Turns element i of a head against element i + headDim / 2, as Hugging Face's Qwen2 does. */
function rotate(x: Float64Array, r: Rotations, headDim: number, heads: number): void {
  const half = headDim / 2;
  for (let at = 0, vector = 0; at < x.length; at += headDim, vector++) {
    const angles = Math.floor(vector / heads) * half;
    for (let i = 0; i < half; i++) {
      const [a, b] = [x[at + i]!, x[at + i + half]!];
      x[at + i] = a * r.cos[angles + i]! - b * r.sin[angles + i]!;
      x[at + i + half] = b * r.cos[angles + i]! + a * r.sin[angles + i]!;
    }
  }
}

/** Causal softmax attention, `heads / kvHeads` neighbouring query heads to a key head; [n, heads * headDim]. */
function attend(c: Architecture, q: Float64Array, k: Float64Array, v: Float64Array, n: number): Float64Array {
  const size = c.headDim;
  const scale = 1 / Math.sqrt(size);
  const out = new Float64Array(q.length);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let head = 0; head < c.heads; head++) {
      const at = (i * c.heads + head) * size;
      const kvHead = Math.floor((head * c.kvHeads) / c.heads);
      let largest = Number.NEGATIVE_INFINITY;
      for (let j = 0; j <= i; j++) {
        const from = (j * c.kvHeads + kvHead) * size;
        let dot = 0;
        for (let e = 0; e < size; e++) dot += q[at + e]! * k[from + e]!;
        weights[j] = dot * scale;
        largest = Math.max(largest, weights[j]!);
      }
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += weights[j] = exp(weights[j]! - largest);
      for (let j = 0; j <= i; j++) {
        const from = (j * c.kvHeads + kvHead) * size;
        const weight = weights[j]! / sum;
        if (weight > 1e-12) for (let e = 0; e < size; e++) out[at + e]! += weight * v[from + e]!;
      }
    }
  }
  return out;
}
