import type { z } from 'zod';
import type { FieldReason } from './errors';
import type { FileReading } from './file-reading';

export interface JsonRecord<T> {
  line: number;
  value: T;
}

/** One JSON value a line, as the schema makes it; what is no JSON or not as the schema says is a problem, and left out. */
export async function* readJsonl<T>(reading: FileReading, schema: z.ZodType<T>): AsyncGenerator<JsonRecord<T>> {
  for await (const { number, text } of reading.lines()) {
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      reading.problem('not-json', number, { reason: (error as Error).message });
      continue;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) yield { line: number, value: parsed.data };
    else for (const issue of parsed.error.issues) reading.problem('bad-field', number, describeIssue(issue, value));
  }
}

type Issue = z.core.$ZodIssue;

function describeIssue(issue: Issue, value: unknown): { field: string; reason: FieldReason; expected?: string } {
  const field = fieldName(issue.path);
  if (issue.code === 'custom') return { field, reason: issue.message as FieldReason };
  if (issue.code === 'too_small') return { field, reason: 'too-few' };
  if (issue.code === 'too_big') return { field, reason: 'too-many' };
  if (valueAt(value, issue.path) === undefined) return { field, reason: 'missing' };
  if (issue.code === 'invalid_type') return { field, reason: 'wrong-type', expected: issue.expected };
  return { field, reason: issue.code === 'invalid_union' ? 'wrong-type' : 'not-allowed' };
}

/** ["choices", 2] as "choices[2]". */
function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key)}`))
    .join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}
