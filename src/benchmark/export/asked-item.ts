import type { Item, ItemText, Run, Sample } from '../types';
import { ExportError } from './export-error';

/** An item as a run showed it: options in the order shown, and what is right among them. */
export interface AskedItem {
  item: Item;
  question: string;
  /** In the order shown. */
  options: string[];
  /** Their letters as shown, 'A' for the first. */
  letters: string[];
  /** Letters of the right options, in the order shown; empty where the answer is a number. */
  goldLetters: string[];
  /** Letters of the options predicted; null where none could be read. */
  predictedLetters: string[] | null;
  /** The options in the publisher's order. */
  publishedText: ItemText;
}

export function askedItem(items: ReadonlyMap<string, Item>, { plan: { language } }: Run, sample: Sample): AskedItem {
  const { itemId, optionOrder, gold, prediction } = sample;
  const item = items.get(itemId);
  if (!item) throw new ExportError('item-missing', { item: itemId });
  const text = item.texts[language];
  const options = optionOrder.map((index) => text?.options[index]);
  if (!text || !options.every((option) => option !== undefined)) {
    throw new ExportError('text-missing', { item: itemId, language });
  }
  const lettersOf = (indexes: readonly number[]) =>
    optionOrder.flatMap((index, position) => (indexes.includes(index) ? [letterAt(position)] : []));
  return {
    item,
    question: text.question,
    options,
    letters: options.map((_, position) => letterAt(position)),
    goldLetters: gold.kind === 'value' ? [] : lettersOf(gold.options),
    predictedLetters: prediction && lettersOf(prediction),
    publishedText: text,
  };
}

export const letterAt = (position: number): string => String.fromCharCode(65 + position);
