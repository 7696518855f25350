/**
 * xoshiro128** 1.1 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47(4),
 * 2021). Integers only, so that a seed gives the same numbers on every machine: a run that shuffles its
 * items or options can be repeated elsewhere. Not for secrets.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  /** The generator's whole state; not all zero. `seeded` makes one from a seed. */
  constructor(state: readonly [number, number, number, number]) {
    [this.a, this.b, this.c, this.d] = state;
    if ((this.a | this.b | this.c | this.d) === 0) throw new RangeError('The state of a generator may not be all zero');
  }

  /** An integer from 0 to 2^32 - 1. */
  uint32(): number {
    const { b } = this;
    const x = Math.imul(b, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    this.c ^= this.a;
    this.d ^= b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= b << 9;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result;
  }

  /**
   * An integer from 0 to `count` - 1, each equally likely. `count` is at most 2^21, so that products are exact.
   * Lemire's method (Fast Random Integer Generation in an Interval, ACM TOMACS 29(1), 2019): the high word of
   * a product, drawn again where its low word shows a slot too many.
   */
  below(count: number): number {
    if (!Number.isInteger(count) || count < 1 || count > 2 ** 21) throw new RangeError(`Can't draw below ${count}`);
    for (;;) {
      const product = this.uint32() * count;
      const high = Math.floor(product / TWO_32);
      const low = product - high * TWO_32;
      if (low >= count || low >= TWO_32 % count) return high;
    }
  }
}

const TWO_32 = 2 ** 32;

/**
 * A generator for a seed, and for one thing under that seed: with the item's id as `key` its options are
 * shuffled alike whichever items were asked before it, so a run that resumes, or is one part of several,
 * equals an unbroken one.
 *
 * The state: FNV-1a (32 bits) over the UTF-8 bytes of "<seed>/<key>", then four outputs of splitmix32
 * (steps of 0x9e3779b9 through the mixer 16 · 0x21f0aaad · 15 · 0x735a2d97 · 15 of Wellons's hash prospector).
 * Four different inputs of a bijection: at most one of the outputs is zero.
 */
export function seeded(seed: number, key = ''): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed is an integer, not ${seed}`);
  let s = fnv1a(new TextEncoder().encode(`${seed}/${key}`));
  const next = () => {
    s = (s + 0x9e3779b9) | 0;
    let z = s;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  return new Random([next(), next(), next(), next()]);
}

function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

/**
 * The values in an order drawn from all orders alike; the values given stay as they are.
 * Fisher–Yates as in Knuth, The Art of Computer Programming, vol. 2, 3.4.2 P: from the last place to the
 * second, each changes with one at or before it.
 */
export function shuffle<T>(values: readonly T[], random: Random): T[] {
  const shuffled = [...values];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  return shuffled;
}
