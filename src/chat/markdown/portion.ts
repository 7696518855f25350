/**
 * What drawing takes, in characters of plain text: about 150 of them take a millisecond. Cells, points of lists by their depth,
 * and formulae take more than the characters they are written in.
 */
const OF_CELL = 20;
const OF_POINT = 30;
const OF_LEVEL = 20;
const OF_FORMULA = 250;

const POINT = /^\s*(?:[*+-]|\d+[.)])\s/;

function costOf(line: string): number {
  let cost = line.length + 1;
  const indent = line.length - line.trimStart().length;
  if (POINT.test(line)) cost += OF_POINT + OF_LEVEL * (indent >> 1);
  if (line.includes('|')) cost += OF_CELL * line.split('|').length;
  if (line.includes('$$')) cost += OF_FORMULA * (line.split('$$').length >> 1);
  return cost;
}

export interface Portion {
  /** From the beginning, in whole lines where it has more than one. */
  drawn: string;
  /** '' where everything is drawn. */
  rest: string;
}

/** Of a text, what may be drawn at once. A single line that is too long for it is cut in itself. */
export function portionOf(markdown: string, budget: number): Portion {
  let [at, cost] = [0, 0];
  while (at < markdown.length) {
    const end = markdown.indexOf('\n', at);
    const next = end === -1 ? markdown.length : end + 1;
    cost += costOf(markdown.slice(at, next));
    if (cost > budget) break;
    at = next;
  }
  if (at === 0 && cost > budget) at = cutIn(markdown, budget);
  return { drawn: markdown.slice(0, at), rest: markdown.slice(at) };
}

/** Within the first line, and not within a character. */
function cutIn(markdown: string, budget: number): number {
  const line = markdown.indexOf('\n') + 1 || markdown.length;
  const code = markdown.charCodeAt(budget);
  return Math.min(line, code >= 0xdc00 && code <= 0xdfff ? budget + 1 : budget);
}

/** Lines of a text that hold something. */
export const lineCount = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length;
