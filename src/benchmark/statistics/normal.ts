/**
 * The standard normal deviate below which the share `p` lies: 1.96 for 0.975.
 * Algorithm AS 241, PPND16 (Wichura, Applied Statistics 37(3), 1988): about 16 digits for p from 1e-316.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A share lies between 0 and 1, not ${p}`);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const deviate = r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(TAIL, r - 5);
  return q < 0 ? -deviate : deviate;
}

/** Coefficients of a numerator and a denominator, the highest power first. */
type Rational = readonly [readonly number[], readonly number[]];

const ratio = ([numerator, denominator]: Rational, x: number) => horner(numerator, x) / horner(denominator, x);
const horner = (coefficients: readonly number[], x: number) => coefficients.reduce((sum, each) => sum * x + each, 0);

// biome-ignore format: the published tables, to the digits that a double holds
const CENTRE: Rational = [
  [2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987,
    13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665],
  [5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597,
    5394.196021424751, 687.1870074920579, 42.31333070160091, 1],
];
// biome-ignore format: the published tables, to the digits that a double holds
const MIDDLE: Rational = [
  [0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835],
  [1.0507500716444169e-09, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1],
];
// biome-ignore format: the published tables, to the digits that a double holds
const TAIL: Rational = [
  [2.0103343992922881e-07, 2.7115555687434876e-05, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103],
  [2.0442631033899397e-15, 1.421511758316446e-07, 1.8463183175100548e-05, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1],
];
