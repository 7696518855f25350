/*
 * Prompt templates: text with `{{ name }}` in it. Nothing else means anything, and what is put in is never
 * looked at again: an item that writes "{{ options }}" is shown as it stands.
 */

export class TemplateError extends Error {
  override name = 'TemplateError';

  constructor(
    /** The name that means nothing. */
    readonly variable: string,
    /** Where its braces open, in UTF-16 units from 0. */
    readonly position: number,
  ) {
    super(`{{ ${variable} }} at ${position} is no variable of a prompt`);
  }
}

export function renderTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (_, name: string, position: number) => {
    if (!Object.hasOwn(values, name)) throw new TemplateError(name, position);
    return values[name]!;
  });
}
