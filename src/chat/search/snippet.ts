import { foldWithPlaces } from './fold';
import { endOfWord, type Part, wordsOf } from './terms';

/** Of a text that is shown: as it was written, marked where it is what was looked for. */
export interface Piece {
  /** Its place among the pieces. */
  at: number;
  text: string;
  hit: boolean;
}

/** Characters before the first hit, and from it on. */
const BEFORE = 24;
const AFTER = 76;
/** So many more for a word to be whole. */
const LONGEST_REST = 24;

/** Of Markdown, what would only clutter a line; never a sign with a meaning of its own, such as < or -. */
const MARKUP = /[*`#|]+|-{3,}|\s+/g;

const oneLine = (text: string): string => text.replace(MARKUP, ' ').replace(/ +/g, ' ').trim();

/** A whole text in one line, its hits marked. `terms`: those of the text that were found. */
export function marked(text: string, parts: readonly Part[], terms: ReadonlySet<string>): Piece[] {
  const line = oneLine(text);
  return piecesOf(line, 0, line.length, hitsIn(line, parts, terms));
}

/** What stands around the first hit; the beginning where there is none. */
export function snippetOf(text: string, parts: readonly Part[], terms: ReadonlySet<string>): Piece[] {
  const line = oneLine(text);
  const hits = hitsIn(line, parts, terms);
  const first = hits[0]?.from ?? 0;
  const from = first <= BEFORE ? 0 : cutAt(line, first - BEFORE, first);
  const to = first + AFTER >= line.length ? line.length : cutAt(line, first + AFTER, first + AFTER + LONGEST_REST);
  return piecesOf(line, from, to, hits);
}

interface Span {
  from: number;
  to: number;
}

function piecesOf(line: string, from: number, to: number, hits: readonly Span[]): Piece[] {
  const pieces: Omit<Piece, 'at'>[] = [];
  const add = (text: string, hit: boolean) => text !== '' && pieces.push({ text, hit });
  let at = from;
  for (const hit of hits.filter((each) => each.from >= from && each.to <= to)) {
    add(line.slice(at, hit.from), false);
    add(line.slice(hit.from, hit.to), true);
    at = hit.to;
  }
  add(line.slice(at, to), false);
  if (from > 0) pieces.unshift({ text: '…', hit: false });
  if (to < line.length) pieces.push({ text: '…', hit: false });
  return pieces.map((piece, place) => ({ at: place, ...piece }));
}

/** In order, none over another; of two that overlap the one that begins first, then the longer. */
function hitsIn(line: string, parts: readonly Part[], terms: ReadonlySet<string>): Span[] {
  const { folded, placeOf } = foldWithPlaces(line);
  const found: Span[] = wordsOf(folded)
    .filter(({ text }) => terms.has(text))
    .map(({ text, at }) => ({ from: at, to: at + text.length }));
  for (const { text } of parts.filter((part) => part.asItStands)) {
    for (let at = folded.indexOf(text); at !== -1; at = folded.indexOf(text, at + text.length)) {
      found.push({ from: at, to: at + text.length });
    }
  }
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  const apart: Span[] = [];
  for (const span of found) if (span.from >= (apart.at(-1)?.to ?? 0)) apart.push(span);
  return apart.map(({ from, to }) => ({ from: placeOf(from), to: placeOf(to) }));
}

/** Not within a word: 5 is not 45, nor within a character. */
function cutAt(line: string, at: number, atMost: number): number {
  const cut = Math.min(endOfWord(line, at), atMost);
  const code = line.charCodeAt(cut);
  return code >= 0xdc00 && code <= 0xdfff ? cut + 1 : cut;
}
