/** The arithmetic mean, in the values' unit; null of nothing. */
export function mean(values: ArrayLike<number>): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/**
 * The value below which the share `p` (0 to 1) of ascending values lies, in their unit; null of nothing.
 * Between two values in proportion: definition 7 of Hyndman and Fan, The American Statistician 50(4), 1996,
 * which R, NumPy and spreadsheets use unless told otherwise.
 */
export function quantile(ascending: ArrayLike<number>, p: number): number | null {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A share lies between 0 and 1, not ${p}`);
  if (ascending.length === 0) return null;
  const place = (ascending.length - 1) * p;
  const below = Math.floor(place);
  const low = ascending[below]!;
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!;
  return low + (high - low) * (place - below);
}
