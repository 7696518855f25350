import type { Language } from '@/i18n/languages';
import type { AnswerColumn, ColumnMapping, OptionColumns, TextColumns } from '../../datasets/mapping';
import { type ProposedParts, proposeAnswerKind, proposeMapping, proposeParts } from '../../datasets/propose-mapping';
import type { TablePreview, TableRow } from '../../datasets/table';

/* What a person has chosen so far, and the mapping it means. A column that is not chosen is ''. */

export const FACTS = ['id', 'category', 'year', 'block', 'points', 'prohibited', 'textOnly'] as const;
type Fact = (typeof FACTS)[number];

/** `both`: a question has columns in each. `column`: a row is in the one that a column names. */
export const LANGUAGE_CHOICES = ['ja', 'en', 'both', 'column'] as const;
export type LanguageChoice = (typeof LANGUAGE_CHOICES)[number];

export const ANSWER_FORMS = ['letters', 'index-0', 'index-1', 'index-told', 'text'] as const;
export type AnswerForm = (typeof ANSWER_FORMS)[number];

export interface TextForm {
  question: string;
  optionsAre: OptionColumns['kind'];
  /** Of the options in order, where they have a column each. */
  columns: string[];
  /** Of all options together. */
  list: string;
  /** Null: a JSON list. */
  separator: string | null;
}

export interface MappingForm {
  languages: LanguageChoice;
  languageColumn: string;
  /** Of the one language, or of Japanese and of English. */
  texts: [TextForm, TextForm];
  answer: string;
  answerForm: AnswerForm;
  /** Of two languages the one whose option the answer repeats. */
  answerLanguage: Language;
  facts: Record<Fact, string>;
}

export const MISSING_PARTS = ['language', 'question', 'options', 'separator', 'answer'] as const;
export type MissingPart = (typeof MISSING_PARTS)[number];

export type FormMeaning = { mapping: ColumnMapping } | { missing: MissingPart[] };

const NO_TEXT: TextForm = { question: '', optionsAre: 'columns', columns: [], list: '', separator: null };

/** The form as it opens: with all that headers and rows suggest. */
export function proposeForm(preview: TablePreview): MappingForm {
  const mapping = proposeMapping(preview);
  return mapping ? formOf(mapping) : formOfParts(proposeParts(preview));
}

export function formOf({ texts, answer, ...facts }: ColumnMapping): MappingForm {
  const [first, second] = texts;
  const told = typeof first?.language === 'object' ? first.language.column : '';
  const firstLanguage = first?.language === 'ja' ? 'ja' : 'en';
  const forms: [TextForm, TextForm] = [textFormOf(first), textFormOf(second)];
  return {
    languages: told !== '' ? 'column' : second ? 'both' : firstLanguage,
    languageColumn: told,
    texts: second && firstLanguage === 'en' ? [forms[1], forms[0]] : forms,
    answer: answer.column,
    answerForm: answerFormOf(answer),
    answerLanguage: firstLanguage,
    facts: factsOf(facts),
  };
}

function formOfParts({ language, question, options, answer, facts }: ProposedParts): MappingForm {
  return {
    languages: language,
    languageColumn: '',
    texts: [{ ...NO_TEXT, ...optionsFormOf(options), question: question ?? '' }, NO_TEXT],
    answer: answer?.column ?? '',
    answerForm: answer ? answerFormOf(answer) : 'letters',
    answerLanguage: language,
    facts: factsOf(facts),
  };
}

const textFormOf = (text: TextColumns | undefined): TextForm =>
  text ? { ...NO_TEXT, ...optionsFormOf(text.options), question: text.question } : NO_TEXT;

function optionsFormOf(options: OptionColumns | null): Partial<TextForm> {
  if (!options) return {};
  if (options.kind === 'columns') return { optionsAre: 'columns', columns: options.columns };
  return { optionsAre: 'list', list: options.column, separator: options.separator };
}

function answerFormOf(answer: AnswerColumn): AnswerForm {
  if (answer.kind !== 'index') return answer.kind;
  return answer.base === null ? 'index-told' : `index-${answer.base}`;
}

const factsOf = (columns: Record<Fact, string | null>): MappingForm['facts'] =>
  Object.fromEntries(FACTS.map((fact) => [fact, columns[fact] ?? ''])) as MappingForm['facts'];

/** The mapping that the form means, or what is still to be chosen. */
export function meaningOf(form: MappingForm): FormMeaning {
  const used = form.texts.slice(0, form.languages === 'both' ? 2 : 1);
  const missing = MISSING_PARTS.filter((part) => {
    if (part === 'language') return form.languages === 'column' && form.languageColumn === '';
    if (part === 'answer') return form.answer === '';
    return used.some((text) => lacks(text, part));
  });
  if (missing.length > 0) return { missing };
  const facts = Object.fromEntries(FACTS.map((fact) => [fact, form.facts[fact] || null])) as Record<
    Fact,
    string | null
  >;
  return { mapping: { ...facts, texts: textsOf(form), answer: answerOf(form) } };
}

function lacks(text: TextForm, part: 'question' | 'options' | 'separator'): boolean {
  if (part === 'question') return text.question === '';
  if (part === 'separator') return text.optionsAre === 'list' && text.separator === '';
  return text.optionsAre === 'list' ? text.list === '' : text.columns.length < 2;
}

function textsOf({ languages, languageColumn, texts, answerLanguage }: MappingForm): TextColumns[] {
  const [first, second] = texts;
  if (languages === 'column') return [textOf(first, { column: languageColumn })];
  if (languages !== 'both') return [textOf(first, languages)];
  const both = [textOf(first, 'ja'), textOf(second, 'en')];
  // An answer's text is looked for in the first.
  return answerLanguage === 'ja' ? both : both.reverse();
}

const textOf = (form: TextForm, language: TextColumns['language']): TextColumns => ({
  language,
  question: form.question,
  options: optionsOf(form),
});

const optionsOf = ({ optionsAre, columns, list, separator }: TextForm): OptionColumns =>
  optionsAre === 'list' ? { kind: 'list', column: list, separator } : { kind: 'columns', columns };

function answerOf({ answer: column, answerForm }: MappingForm): AnswerColumn {
  if (answerForm === 'letters' || answerForm === 'text') return { kind: answerForm, column };
  return { kind: 'index', column, base: answerForm === 'index-0' ? 0 : answerForm === 'index-1' ? 1 : null };
}

/** English alone stands first, beside Japanese second. */
export function withLanguages(form: MappingForm, languages: LanguageChoice): MappingForm {
  const [first, second] = form.texts;
  const moves = (from: LanguageChoice, to: LanguageChoice) => form.languages === from && languages === to;
  const swapped = moves('en', 'both') || moves('both', 'en');
  return { ...form, languages, texts: swapped ? [second, first] : [first, second] };
}

/** With the way its answers are written, where the rows show it. */
export function withAnswer(form: MappingForm, answer: string, rows: readonly TableRow[]): MappingForm {
  const [first, second] = form.texts;
  const text = form.languages === 'both' && form.answerLanguage === 'en' ? second : first;
  const kind = answer !== '' && !lacks(text, 'options') ? proposeAnswerKind(answer, rows, optionsOf(text)) : null;
  return { ...form, answer, answerForm: kind ? answerFormOf(kind) : form.answerForm };
}
