/*
 * The ratio of Python's difflib.SequenceMatcher(None, a, b).ratio(), of which the Gestalt metric is made:
 * twice the characters in matching blocks, over the characters of both texts. The blocks are Ratcliff and
 * Obershelp's: the longest run that both texts have, then the same left and right of it. The figures are
 * CPython's bit for bit, and so are its habits: a character is a code point; of equally long runs the one
 * that starts first in a, then in b, is taken; ratio(a, b) is not always ratio(b, a).
 */

export interface SequenceRatioOptions {
  /**
   * CPython's heuristic "autojunk", on by default as it is there: in a text b of 200 characters or more no
   * run may begin at a character that makes up more than 1 % of it.
   */
  autojunk?: boolean;
}

const AUTOJUNK_FROM = 200;

/** From 0, nothing in common, to 1, the same text (without autojunk); two empty texts are the same. */
export function sequenceRatio(a: string, b: string, { autojunk = true }: SequenceRatioOptions = {}): number {
  const pair = compare(codePoints(a), codePoints(b), autojunk);
  const length = pair.a.length + pair.b.length;
  return length === 0 ? 1 : (2 * countMatches(pair)) / length;
}

function codePoints(text: string): Int32Array {
  const points = new Int32Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; length++) {
    const point = text.codePointAt(i)!;
    points[length] = point;
    i += point > 0xffff ? 2 : 1;
  }
  return points.subarray(0, length);
}

/** Two texts, and where in b a run with each character of a may be. */
interface Pair {
  a: Int32Array;
  b: Int32Array;
  /** For each character of a its kind: one number for each distinct character of b, 0 for those that b lacks. */
  kinds: Int32Array;
  /** The places of a kind in b, ascending, are places[starts[kind]] up to places[ends[kind]]. */
  starts: Int32Array;
  ends: Int32Array;
  places: Int32Array;
  /** Room for findLongest to work in, all 0: the runs that end at each place of b, for two rows. */
  rows: [Int32Array, Int32Array];
}

function compare(a: Int32Array, b: Int32Array, autojunk: boolean): Pair {
  const kindOf = new Map<number, number>();
  const kindsOfB = b.map((point) => {
    const kind = kindOf.get(point) ?? kindOf.size + 1;
    kindOf.set(point, kind);
    return kind;
  });
  const counts = new Int32Array(kindOf.size + 1);
  for (const kind of kindsOfB) counts[kind]!++;
  const starts = new Int32Array(counts.length);
  for (let kind = 1; kind < counts.length; kind++) starts[kind] = starts[kind - 1]! + counts[kind - 1]!;
  const places = new Int32Array(b.length);
  const ends = starts.slice();
  kindsOfB.forEach((kind, j) => {
    places[ends[kind]!++] = j;
  });
  if (autojunk && b.length >= AUTOJUNK_FROM) {
    const most = Math.floor(b.length / 100) + 1;
    counts.forEach((count, kind) => {
      if (count > most) ends[kind] = starts[kind]!;
    });
  }
  const kinds = a.map((point) => kindOf.get(point) ?? 0);
  return { a, b, kinds, starts, ends, places, rows: [new Int32Array(b.length + 1), new Int32Array(b.length + 1)] };
}

/** A part of both texts: a from aFrom up to aTo, b from bFrom up to bTo. */
interface Span {
  aFrom: number;
  aTo: number;
  bFrom: number;
  bTo: number;
}

function countMatches(pair: Pair): number {
  let matches = 0;
  const open: Span[] = [{ aFrom: 0, aTo: pair.a.length, bFrom: 0, bTo: pair.b.length }];
  for (let span = open.pop(); span; span = open.pop()) {
    const { aFrom, aTo, bFrom, bTo } = span;
    const { i, j, size } = extend(pair, span, findLongest(pair, span));
    if (size === 0) continue;
    matches += size;
    if (aFrom < i && bFrom < j) open.push({ aFrom, aTo: i, bFrom, bTo: j });
    if (i + size < aTo && j + size < bTo) open.push({ aFrom: i + size, aTo, bFrom: j + size, bTo });
  }
  return matches;
}

/** The same `size` characters at i in a and at j in b. */
interface Run {
  i: number;
  j: number;
  size: number;
}

function findLongest(pair: Pair, { aFrom, aTo, bFrom, bTo }: Span): Run {
  const { kinds, starts, ends, places } = pair;
  const best: Run = { i: aFrom, j: bFrom, size: 0 };
  // At place j + 1 of a row: how long a run ends at a[i] and b[j].
  let [previous, current] = pair.rows;
  for (let i = aFrom; i < aTo; i++) {
    const kind = kinds[i]!;
    const end = ends[kind]!;
    for (let at = starts[kind]!; at < end; at++) {
      const j = places[at]!;
      if (j < bFrom) continue;
      if (j >= bTo) break;
      const size = previous[j]! + 1;
      current[j + 1] = size;
      if (size > best.size) {
        best.i = i - size + 1;
        best.j = j - size + 1;
        best.size = size;
      }
    }
    if (i > aFrom) clearRow(pair, previous, i - 1);
    [previous, current] = [current, previous];
  }
  if (aTo > aFrom) clearRow(pair, previous, aTo - 1);
  return best;
}

/** Only what row i can have filled: most of a row is 0 at all times. */
function clearRow({ kinds, starts, ends, places }: Pair, row: Int32Array, i: number): void {
  const kind = kinds[i]!;
  for (let at = starts[kind]!; at < ends[kind]!; at++) row[places[at]! + 1] = 0;
}

/** With the neighbours that are alike too. They are ones that autojunk kept from being found, if any. */
function extend({ a, b }: Pair, { aFrom, aTo, bFrom, bTo }: Span, { i, j, size }: Run): Run {
  while (i > aFrom && j > bFrom && a[i - 1] === b[j - 1]) {
    i--;
    j--;
    size++;
  }
  while (i + size < aTo && j + size < bTo && a[i + size] === b[j + size]) size++;
  return { i, j, size };
}
