import { publishedAnswer, scorePaperExact } from '../scoring/paper-exact';
import type { Item, ItemText } from '../types';
import { readOptionTexts } from './option-text';
import type { Protocol } from './protocol';
import { readLetters } from './reasoned-letter';

export interface WrittenAnswer {
  protocol: Protocol;
  output: string;
  item: Item;
  text: ItemText;
  /** Position shown → the publisher's index. */
  optionOrder: readonly number[];
}

/** The options that a written answer chooses, by the publisher's indexes, ascending; null where none can be read. */
export function readPrediction({ protocol, output, item, text, optionOrder }: WrittenAnswer): number[] | null {
  const shown = optionOrder.map((index) => text.options[index]!);
  const positions = read();
  return positions?.map((position) => optionOrder[position]!).sort((a, b) => a - b) ?? null;

  function read(): readonly number[] | null {
    switch (protocol.extraction) {
      case 'none':
        return null;
      case 'reasoned-letter':
        return readLetters(output, shown);
      case 'option-text':
        return readOptionTexts(output, shown);
      case 'published': {
        const answer = publishedAnswer(text.options, item.gold);
        const score = answer === null ? null : scorePaperExact({ choices: shown, answer, output });
        return score === null || 'error' in score ? null : score.chosen;
      }
    }
  }
}
