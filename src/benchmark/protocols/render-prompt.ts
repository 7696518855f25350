import type { Input } from '@/engine/types';
import type { Language } from '@/i18n/languages';
import type { Template } from '../../../model-config/models/record.ts';
import { writePrompt } from '../../../model-config/prompt/prompt.ts';
import type { ItemText } from '../types';
import type { Protocol } from './protocol';
import { renderTemplate } from './template';

/** Letters of options by position shown. */
export const LETTERS: readonly string[] = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

export interface PromptParts {
  protocol: Protocol;
  text: ItemText;
  language: Language;
  /** Position shown → the publisher's index. */
  optionOrder: readonly number[];
  /** How many options are right: the question asks for so many. */
  count: number;
  /** The model's own; used by the frame `chat`. */
  template: Template;
  /** What a template that writes the date takes for today, in milliseconds since 1970: the same for all of a run. */
  date: number;
}

/** A question as the engine is asked, and the whole text that the model reads. */
export interface Rendered {
  input: Input;
  text: string;
}

/**
 * What an item is asked with. Throws TemplateError of template.ts, or of the model's own template; RangeError where the
 * protocol does not speak the language.
 */
export function renderPrompt(parts: PromptParts): Rendered {
  const { protocol, text, language, optionOrder, count, template, date } = parts;
  const written = protocol.prompt[language];
  if (written === undefined) throw new RangeError(`${protocol.id} has no prompt in ${language}`);
  const shown = optionOrder.map((index) => text.options[index]!);
  const asked = (question: string, options: readonly string[], right: number) =>
    renderTemplate(written, {
      question,
      options: writeOptions(protocol.options, options),
      letters: LETTERS.slice(0, options.length).join(', '),
      count: String(right),
    });
  const examples = (protocol.examples?.[language] ?? []).map(
    (example) => `${asked(example.question, example.options, example.count ?? 1)}${example.answer}\n\n`,
  );
  const prompt = `${examples.join('')}${asked(text.question, shown, count)}`;
  if (protocol.frame === 'raw') return { input: prompt, text: prompt };
  const system = protocol.system?.[language];
  const messages = [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    { role: 'user' as const, content: prompt },
  ];
  return { input: { messages, date }, text: writePrompt(template, messages, { now: new Date(date) }).text };
}

function writeOptions(style: Protocol['options'], options: readonly string[]): string {
  // The published evaluator shows options as they stand in its files, some sets with spaces around them.
  if (style === 'plain-comma') return options.join(',');
  if (style === 'parenthesised-lines') return options.map((option, i) => `(${LETTERS[i]})${option}`).join('\n');
  return options.map((option, i) => `${LETTERS[i]}. ${option.trim()}`).join('\n');
}

/** SHA-256 of the prompt's UTF-8, lower-case hexadecimal. */
export async function promptHash(prompt: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(prompt));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
