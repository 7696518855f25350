import type { Language } from '@/i18n/languages';
import type { AnswerBase } from './answer-base';

/*
 * How the columns of a table, which anybody may have made, become items. A column is a header of a CSV
 * file or a field of the objects of a JSON Lines file; a field within a field is "options.A".
 */

export type OptionColumns =
  /** One column for each option, in order: A, B, C, D. An item may have fewer: the last ones blank. */
  | { kind: 'columns'; columns: string[] }
  /** All options in one: a JSON list, or texts between separators. */
  | { kind: 'list'; column: string; separator: string | null };

export interface TextColumns {
  language: Language | { column: string };
  question: string;
  options: OptionColumns;
}

export type AnswerColumn =
  /** "b", "B", "ac", "a, c", ["a", "c"]. */
  | { kind: 'letters'; column: string }
  /** base null: to be told by the whole file, and refused where that says nothing. */
  | { kind: 'index'; column: string; base: AnswerBase | null }
  /** The text of the right option in the first language, or a list of such. */
  | { kind: 'text'; column: string };

export interface ColumnMapping {
  /** Null: the records are numbered. */
  id: string | null;
  /** The question in one language or in each. */
  texts: TextColumns[];
  answer: AnswerColumn;
  category: string | null;
  year: string | null;
  block: string | null;
  points: string | null;
  /** False where the question needs a picture. */
  textOnly: string | null;
  /** Letters of options that must not be chosen. */
  prohibited: string | null;
}
