import { type AnswerBase, BaseTeller } from './answer-base';
import { MOST_OPTIONS } from './fields';
import { type Chosen, optionsOfLetters, optionsWithText, plainLetters } from './letters';
import type { AnswerColumn, OptionColumns } from './mapping';
import { type Cell, cellText, type TableRow } from './table';

/** The options in a row; null where they can't be read. */
export function optionsIn(row: TableRow, columns: OptionColumns): string[] | null {
  const options = columns.kind === 'list' ? listOptions(row, columns) : columnOptions(row, columns.columns);
  return options && options.length <= MOST_OPTIONS ? options : null;
}

function columnOptions({ cells }: TableRow, columns: readonly string[]): string[] {
  const options = columns.map((column) => cellText(cells.get(column)));
  while (options.length > 0 && options.at(-1)!.trim() === '') options.pop();
  return options;
}

function listOptions({ cells }: TableRow, { column, separator }: OptionColumns & { kind: 'list' }): string[] | null {
  const cell = cells.get(column);
  if (Array.isArray(cell)) return cell.map(cellText);
  if (typeof cell !== 'string') return null;
  if (separator !== null) return cell.split(separator).map((option) => option.trim());
  return parseList(cell)?.map(cellText) ?? null;
}

/** The cells of a JSON list that stands in a text. */
export function parseList(text: string): Cell[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((each) => typeof each === 'string' || typeof each === 'number')
      ? value
      : null;
  } catch {
    return null;
  }
}

/** The parts of an answer: of a list its elements, of a text itself. */
const parts = (cell: Cell | undefined): string[] => {
  const list = Array.isArray(cell) ? cell : typeof cell === 'string' && cell.startsWith('[') ? parseList(cell) : null;
  return (list ?? [cell ?? '']).map((each) => cellText(each).trim()).filter((each) => each !== '');
};

/** "ac", "a, c", "A・C", ["a", "c"] → a and c. */
export const lettersIn = (cell: Cell | undefined): string[] =>
  parts(cell)
    .flatMap((part) => plainLetters(part).split(/[\s,;/、・|]+/))
    .flatMap((part) => [...part]);

/** The whole numbers of an answer; null where it is something else. */
export function numbersIn(cell: Cell | undefined): number[] | null {
  const numbers = parts(cell)
    .flatMap((part) => part.normalize('NFKC').split(/[\s,;/、・|]+/))
    .map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : Number.NaN));
  return numbers.length > 0 && !numbers.some(Number.isNaN) ? numbers : null;
}

export function tellBase(rows: Iterable<{ answer: Cell | undefined; optionCount: number }>): AnswerBase | null {
  const teller = new BaseTeller();
  for (const { answer, optionCount } of rows) {
    for (const number of numbersIn(answer) ?? []) teller.see(number, optionCount);
  }
  const told = teller.tell();
  return 'base' in told ? told.base : null;
}

/** The right options. `either`: the texts of two options are the same, and either is right. */
export function answerIn(
  cell: Cell | undefined,
  answer: AnswerColumn,
  options: readonly string[],
): Chosen & { either?: boolean } {
  if (parts(cell).length === 0) return { reason: 'empty' };
  if (answer.kind === 'letters') return optionsOfLetters(lettersIn(cell), options.length);
  if (answer.kind === 'index') return optionsOfNumbers(numbersIn(cell), answer.base ?? 0, options.length);
  const found = parts(cell).map((text) => optionsWithText(options, text));
  if (found.length === 1 && found[0]!.length > 1) return { options: found[0]!, either: true };
  if (found.some((each) => each.length !== 1)) return { reason: 'not-an-option' };
  return new Set(found.flat()).size < found.length
    ? { reason: 'twice' }
    : { options: found.flat().sort((a, b) => a - b) };
}

function optionsOfNumbers(numbers: number[] | null, base: AnswerBase, optionCount: number): Chosen {
  if (!numbers) return { reason: 'not-a-number' };
  const options = numbers.map((number) => number - base).sort((a, b) => a - b);
  if (options.some((option) => option < 0 || option >= optionCount)) return { reason: 'beyond-options' };
  return new Set(options).size < options.length ? { reason: 'twice' } : { options };
}
