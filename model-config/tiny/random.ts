/**
 * xoshiro128** 1.1 (Blackman and Vigna, 2018) seeded by splitmix32. Integers only, so that a seed gives the
 * same numbers on every machine.
 */
export class Random {
  private readonly state = new Uint32Array(4);

  constructor(seed: number) {
    let s = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      s = (s + 0x9e3779b9) >>> 0;
      let z = s;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      this.state[i] = z ^ (z >>> 15);
    }
  }

  /** An integer from 0 to 2^32 - 1. */
  uint32(): number {
    const s = this.state;
    const x = Math.imul(s[1]!, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = (s[3]! << 11) | (s[3]! >>> 21);
    return result;
  }

  /** Mean 0 and variance 1, bell-shaped: the sum of four uniform numbers (no logarithm, no cosine). */
  bell(): number {
    let sum = 0;
    for (let i = 0; i < 4; i++) sum += this.uint32() / 4294967296 - 0.5;
    return sum * Math.sqrt(3);
  }

  bells(count: number, scale: number): Float64Array {
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) out[i] = scale * this.bell();
    return out;
  }
}
