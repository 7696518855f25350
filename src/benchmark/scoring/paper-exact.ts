import type { Gold } from '../types';
import { gestaltRatios } from './gestalt';
import { strip } from './python-text';
import { extractResponse } from './response';

/*
 * The metrics of japanese-lm-med-harness (Sukeda) as its script computes them, with every quirk, so that
 * figures stand beside the published ones. docs/scoring.md lists the quirks with examples.
 */

export interface PublishedItem {
  /** The texts of the options, in the order they were shown. */
  choices: readonly string[];
  /** The texts of the right options, joined by ",". */
  answer: string;
  /** Everything the model wrote. */
  output: string;
}

export interface PaperExactScore {
  response: string;
  /** Exact match: 1 right, 0 wrong. */
  exact: 0 | 1;
  /** How alike the response and each option are, 0 to 1. */
  gestalt: number[];
  /** Gestalt match: 1 right, 0 wrong. */
  match: 0 | 1;
  /** The options taken for the model's answer, best first. */
  chosen: number[];
}

/** The published script fails on the item: it counts among the items, and not among the matches. */
export interface PaperExactFailure {
  response: string;
  error: true;
  /** The script adds to its sum of exact matches before it fails, so its printed accuracy has this 1. */
  exact: 0 | 1;
}

export function scorePaperExact({ choices, answer, output }: PublishedItem): PaperExactScore | PaperExactFailure {
  const response = extractResponse(output);
  // Also at the commas inside an option, which makes it several answers.
  const answers = answer.split(',');
  // The options keep their full stops, so even a response equal to one that has them is not wholly alike.
  const compared = withoutDots(response);
  const exact = compared === withoutDots(answer) ? 1 : 0;
  if (answers.length > choices.length) return { response, error: true, exact };
  const gestalt = gestaltRatios(choices, compared);
  const { indexes, texts } = takeBest(choices, gestalt, answers.length);
  return { response, exact, gestalt, match: sameTexts(texts, answers) ? 1 : 0, chosen: indexes };
}

/** The `answer` that the published script makes of a gold; null where it would stop the whole run. */
export function publishedAnswer(options: readonly string[], gold: Gold): string | null {
  if (gold.kind === 'value') return gold.value;
  if (gold.kind === 'any') return null;
  return gold.options.map((index) => options[index]!).join(',');
}

const withoutDots = (text: string) => strip(text.replaceAll('.', ''));

/**
 * One option after the other: the first of those that are most alike. It is then removed by its text from
 * the options and by its index from the ratios, as published. The two stay in step even where two options
 * have one text: they have one ratio too, so the first with that ratio is the first with that text.
 */
function takeBest(choices: readonly string[], gestalt: readonly number[], count: number) {
  const leftTexts = [...choices];
  const leftRatios = [...gestalt];
  const leftIndexes = choices.map((_, index) => index);
  const texts: string[] = [];
  const indexes: number[] = [];
  for (let taken = 0; taken < count; taken++) {
    const best = leftRatios.indexOf(Math.max(...leftRatios));
    const text = leftTexts[best]!;
    texts.push(text);
    indexes.push(leftIndexes[best]!);
    leftTexts.splice(leftTexts.indexOf(text), 1);
    leftRatios.splice(best, 1);
    leftIndexes.splice(best, 1);
  }
  return { indexes, texts };
}

function sameTexts(some: readonly string[], others: readonly string[]): boolean {
  const sorted = others.toSorted();
  return some.length === others.length && some.toSorted().every((text, index) => text === sorted[index]);
}
