import type { z } from 'zod';
import { LANGUAGES } from '@/i18n/languages';
import { Protocol } from './protocol';
import { ProtocolFileError, type ProtocolProblem } from './protocol-file-error';
import { renderTemplate, TemplateError } from './template';

/** What a prompt may name. */
const VARIABLES = { question: '', options: '', letters: '', count: '' };

export type ProtocolReading =
  | { state: 'read'; protocol: Protocol }
  | { state: 'refused'; problems: ProtocolFileError[] };

/** A protocol from the text of its JSON file, or everything that is wrong with it. */
export function readProtocolFile(file: string, text: string): ProtocolReading {
  const refuse = (problems: ProtocolFileError[]): ProtocolReading => ({ state: 'refused', problems });
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refuse([new ProtocolFileError('not-json', { file, line: lineOf(error as SyntaxError, text), field: null })]);
  }
  const parsed = Protocol.safeParse(value);
  if (!parsed.success) return refuse(parsed.error.issues.flatMap((issue) => problemsOf(file, value, issue)));
  const problems = faultsOf(file, parsed.data);
  return problems.length > 0 ? refuse(problems) : { state: 'read', protocol: parsed.data };
}

/**
 * Whether a JSON file means to be a protocol: it is one object with a prompt and a method. Data sets and run
 * files are not.
 */
export function meansProtocol(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return (
      typeof value === 'object' && value !== null && 'prompt' in value && ('method' in value || 'decoding' in value)
    );
  } catch {
    // A comma too many must not turn a protocol into a table of questions.
    return /"prompt"\s*:/.test(text) && /"(method|decoding)"\s*:/.test(text);
  }
}

/** Engines write "at position 12" or "(line 3 column 4)". */
function lineOf({ message }: SyntaxError, text: string): number | null {
  const line = /line (\d+)/.exec(message)?.[1];
  if (line) return Number(line);
  const position = /position (\d+)/.exec(message)?.[1];
  return position ? text.slice(0, Number(position)).split('\n').length : null;
}

function problemsOf(file: string, value: unknown, issue: z.core.$ZodIssue): ProtocolFileError[] {
  const place = issue.path.map(String);
  const problem = (code: ProtocolProblem, path: readonly string[], expected?: string) =>
    new ProtocolFileError(code, { file, line: null, field: path.join('.') || null, ...(expected && { expected }) });
  if (issue.code !== 'unrecognized_keys' && at(value, place) === undefined) return [problem('missing', place)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => problem('unknown-field', [...place, key]));
    case 'invalid_type':
      return [problem('wrong-value', place, issue.expected)];
    case 'invalid_value':
      return [problem('wrong-value', place, issue.values.map(String).join(' | '))];
    case 'too_small':
      return [problem('wrong-value', place, `${issue.inclusive === false ? '>' : '≥'} ${issue.minimum}`)];
    case 'too_big':
      return [problem('wrong-value', place, `${issue.inclusive === false ? '<' : '≤'} ${issue.maximum}`)];
    case 'invalid_format':
      return [problem('wrong-value', place, issue.pattern ?? issue.format)];
    default:
      return [problem('wrong-value', place)];
  }
}

/** What stands at a path; undefined where nothing does. */
const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], value);

/** What the schema can't say. */
function faultsOf(file: string, protocol: Protocol): ProtocolFileError[] {
  const problems: ProtocolFileError[] = [];
  for (const language of LANGUAGES) {
    const prompt = protocol.prompt[language];
    const variable = prompt === undefined ? null : unknownVariable(prompt);
    if (variable === null) continue;
    const details = { file, line: null, field: `prompt.${language}`, variable };
    problems.push(new ProtocolFileError('unknown-variable', details));
  }
  const fault = (code: ProtocolProblem, field: string) => new ProtocolFileError(code, { file, line: null, field });
  if (LANGUAGES.every((language) => protocol.prompt[language] === undefined))
    problems.push(fault('no-prompt', 'prompt'));
  if ((protocol.method === 'letter') !== (protocol.extraction === 'none')) {
    problems.push(fault('reading-mismatch', 'extraction'));
  }
  return problems;
}

function unknownVariable(prompt: string): string | null {
  try {
    renderTemplate(prompt, VARIABLES);
    return null;
  } catch (error) {
    if (error instanceof TemplateError) return error.variable;
    throw error;
  }
}
