import type { Sample } from '../types';

/** How often a place among the options shown was chosen, and how often it was right. */
export interface Place {
  chosen: number;
  right: number;
}

/** By position shown, A first: a model that prefers a place chooses it more often than it is right. */
export function positions(samples: readonly Sample[]): Place[] {
  const places: Place[] = [];
  const count = (order: readonly number[], options: readonly number[], what: keyof Place) => {
    order.forEach((option, position) => {
      places[position] ??= { chosen: 0, right: 0 };
      if (options.includes(option)) places[position][what] += 1;
    });
  };
  for (const { optionOrder, prediction, gold } of samples) {
    count(optionOrder, prediction ?? [], 'chosen');
    count(optionOrder, gold.kind === 'value' ? [] : gold.options, 'right');
  }
  return places;
}
