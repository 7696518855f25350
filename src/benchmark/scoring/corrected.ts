import type { Gold } from '../types';
import { gestaltRatios } from './gestalt';
import { strip } from './python-text';
import { extractResponse } from './response';

/*
 * The metrics of paper-exact.ts without its quirks: what they would say had the script meant well by every
 * item. docs/scoring.md has an example of each difference.
 */

export interface CorrectedItem {
  /** The texts of the options, in the publisher's order. Empty where the answer is a number. */
  options: readonly string[];
  gold: Gold;
  /** Everything the model wrote. */
  output: string;
}

export interface CorrectedScore {
  response: string;
  /** The response is the right options' texts, in any order: 1 right, 0 wrong. */
  exact: 0 | 1;
  /** How alike the response and each option are, 0 to 1. */
  gestalt: number[];
  /** The options most like the response are the right ones: 1 right, 0 wrong, null where the answer is a number. */
  match: 0 | 1 | null;
  /** The options taken for the model's answer, ascending; null where the ratios don't decide. */
  chosen: number[] | null;
}

export function scoreCorrected({ options, gold, output }: CorrectedItem): CorrectedScore {
  const response = extractResponse(output);
  const compared = withoutFullStop(response);
  if (gold.kind === 'value') {
    const exact = compared === withoutFullStop(gold.value) ? 1 : 0;
    return { response, exact, gestalt: [], match: null, chosen: null };
  }
  const texts = options.map(withoutFullStop);
  // Options with one text are one answer.
  const right = [...new Set(gold.options.map((index) => texts[index]!))];
  const exact = (gold.kind === 'any' ? right.includes(compared) : isListOf(compared, right)) ? 1 : 0;
  const gestalt = gestaltRatios(texts, compared, { autojunk: false });
  const chosen = best(texts, gestalt, gold.kind === 'any' ? 1 : right.length);
  const match = chosen?.every((index) => right.includes(texts[index]!)) ? 1 : 0;
  return { response, exact, gestalt, match, chosen };
}

/** One at the end only: "1.5" is not "15". */
const withoutFullStop = (text: string) => strip(strip(text).replace(/[.．。｡]$/, ''));

/** Between two answers of a list. */
const COMMA = /^\s*[,，、､]\s*/;

/** Whether `list` is all of `texts` with commas between, in some order. Texts may hold commas themselves. */
function isListOf(list: string, texts: readonly string[]): boolean {
  return texts.some((text, index) => {
    if (texts.length === 1) return list === text;
    // A full stop may also stand at the end of each.
    const rest = list.startsWith(text) ? list.slice(text.length).replace(/^[.．。｡]/, '') : '';
    return COMMA.test(rest) && isListOf(rest.replace(COMMA, ''), texts.toSpliced(index, 1));
  });
}

/** The `count` texts most alike, by their first options. None where nothing is alike, or the next is as alike as the last. */
function best(texts: readonly string[], gestalt: readonly number[], count: number): number[] | null {
  const order = texts.flatMap((text, index) => (texts.indexOf(text) === index ? [index] : []));
  order.sort((a, b) => gestalt[b]! - gestalt[a]!);
  const least = gestalt[order[count - 1]!] ?? 0;
  const next = gestalt[order[count]!] ?? 0;
  return least > next ? order.slice(0, count).sort((a, b) => a - b) : null;
}
