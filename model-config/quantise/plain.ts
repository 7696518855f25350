import {
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

/**
 * MLC's own rule (mlc-llm's group_quantization.py): s = max |w| / 7, so that codes run from 0 to 14 (max |w| / 127 and
 * 0 to 254 in 8 bits). What other rules are compared with. Codes are rounded against the scale as it is stored.
 */
export function plain({ values }: Rows, { bits, scale }: Layout): Coded {
  const coded = noCodes(values.length);
  const zero = ZERO[bits];
  for (let start = 0, g = 0; start < values.length; start += GROUP, g++) {
    const largest = Math.abs(largestOf(values, start));
    const s = scale === 'float16' ? roundToHalf(largest / zero) : Math.fround(largest / zero);
    if (s === Number.POSITIVE_INFINITY) throw new NotFiniteError(start, largest);
    coded.scales[g] = s;
    const inverse = s === 0 ? 0 : 1 / s;
    for (let i = start; i < start + GROUP; i++) {
      // + 0.5 and cutting off rounds to nearest. A scale near the smallest half may be rounded to much less
      // than max |w| / 7, so that q would leave its range on both sides.
      const q = (values[i]! * inverse + (zero + 0.5)) | 0;
      coded.codes[i] = Math.max(0, Math.min(q, 2 * zero));
    }
  }
  return coded;
}
