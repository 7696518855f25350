import type { FieldReason } from './errors';

/** Options by their letters, or why not. */
export type Chosen = { options: number[] } | { reason: FieldReason };

/** "Ｃ " as "c": full-width letters, capitals and spaces stand in published files. */
export const plainLetters = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** The options of single letters, ascending. */
export function optionsOfLetters(letters: readonly string[], optionCount: number): Chosen {
  const options: number[] = [];
  for (const letter of letters) {
    if (!/^[a-z]$/.test(letter)) return { reason: 'not-a-letter' };
    const option = letter.charCodeAt(0) - 97;
    if (option >= optionCount) return { reason: 'beyond-options' };
    if (options.includes(option)) return { reason: 'twice' };
    options.push(option);
  }
  return { options: options.sort((a, b) => a - b) };
}

/** Every option with this text. Two options may read the same, above all in translations; spaces around don't tell them apart. */
export function optionsWithText(options: readonly string[], text: string): number[] {
  const where = (matches: (option: string) => boolean) =>
    options.flatMap((option, index) => (matches(option) ? [index] : []));
  const exact = where((option) => option === text);
  return exact.length > 0 ? exact : where((option) => option.trim() === text.trim());
}
