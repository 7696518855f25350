/** "112A2" before "112A10": digits by their value, the rest by code units, on every machine alike. */
export function naturalOrder(a: string, b: string): number {
  const [left, right] = [pieces(a), pieces(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = comparePieces(left[i]!, right[i]!);
    if (difference !== 0) return difference;
  }
  // "1" and "01" are of one value and still two ids.
  return left.length - right.length || (a < b ? -1 : a > b ? 1 : 0);
}

const pieces = (text: string): string[] => text.match(/[0-9]+|[^0-9]+/g) ?? [];

function comparePieces(a: string, b: string): number {
  const [x, y] = [digits(a), digits(b)];
  if (x === null || y === null) return a < b ? -1 : a > b ? 1 : 0;
  return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0);
}

/** Without leading zeros, so that the longer number is the larger one; null for what is no number. */
const digits = (piece: string): string | null => (/^[0-9]/.test(piece) ? piece.replace(/^0+/, '') : null);
