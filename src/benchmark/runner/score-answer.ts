import { scoreCorrected } from '../scoring/corrected';
import { officialScore } from '../scoring/official';
import { publishedAnswer, scorePaperExact } from '../scoring/paper-exact';
import type { Item, ItemText, SampleScores } from '../types';

export const NO_SCORES: SampleScores = {
  paperExact: null,
  paperGestalt: null,
  correctedExact: null,
  correctedGestalt: null,
  official: 0,
};

export interface Answered {
  item: Item;
  /** The text asked, options in the publisher's order. */
  text: ItemText;
  optionOrder: readonly number[];
  /** What the model wrote; null where only letters were compared. */
  output: string | null;
  prediction: number[] | null;
}

/** Every metric of one answer. Metrics over text need a text; the published one sees the options as they were shown. */
export function scoreAnswer({ item, text, optionOrder, output, prediction }: Answered): SampleScores {
  const official = officialScore(item, prediction);
  if (output === null) return { ...NO_SCORES, official };
  const corrected = scoreCorrected({ options: text.options, gold: item.gold, output });
  const answer = publishedAnswer(text.options, item.gold);
  const paper =
    answer === null
      ? null
      : scorePaperExact({ choices: optionOrder.map((index) => text.options[index]!), answer, output });
  return {
    paperExact: paper?.exact ?? null,
    // Where the published script fails, the item stays among the items and is not matched.
    paperGestalt: paper && ('error' in paper ? 0 : paper.match),
    correctedExact: corrected.exact,
    correctedGestalt: corrected.match,
    official,
  };
}
