import { readOptionTexts } from '../reading/option-text';
import { readLetters } from '../reading/reasoned-letter';
import { withoutThinking } from '../reading/visible-answer';
import { gestaltRatios } from '../scoring/gestalt';
import { extractResponse } from '../scoring/response';
import type { Item, ItemText } from '../types';
import type { Protocol } from './protocol';

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
        return readOptionTexts(withoutThinking(output) ?? '', shown);
      case 'published':
        return mostAlike(output, shown, item.gold.kind === 'all' ? item.gold.options.length : 1);
    }
  }
}

/**
 * The options most like the response, as many as the question asks for; of equally alike ones those shown
 * first. These are the ones that paper-exact.ts takes, but where a comma inside an option has that take
 * more, and where nothing is alike, which is read as no answer here.
 */
function mostAlike(output: string, shown: readonly string[], count: number): number[] | null {
  const ratios = gestaltRatios(shown, extractResponse(output).replaceAll('.', '').trim());
  const order = ratios.map((_, position) => position).sort((a, b) => ratios[b]! - ratios[a]! || a - b);
  return ratios.some((ratio) => ratio > 0) ? order.slice(0, count) : null;
}
