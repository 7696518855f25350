import { letterAt } from '../export/asked-item';
import type { Gold, Sample } from '../types';

/** Options as the run showed them: "B", "A, C"; null where there are none. */
export function shownLetters({ optionOrder }: Pick<Sample, 'optionOrder'>, options: readonly number[]): string {
  return optionOrder.flatMap((option, position) => (options.includes(option) ? [letterAt(position)] : [])).join(', ');
}

/** What is right, as the run showed it. */
export function goldLetters(sample: Sample): string {
  return goldText(sample.gold, (options) => shownLetters(sample, options));
}

function goldText(gold: Gold, lettersOf: (options: readonly number[]) => string): string {
  if (gold.kind === 'value') return gold.value;
  return lettersOf(gold.options).replaceAll(', ', gold.kind === 'any' ? ' / ' : ', ');
}
