import type { z } from 'zod';
import { fetchOrKept, isKept, isPage } from '../kept-files';
import { type ConfigFault, type ConfigProblem, KioskConfigError } from './config-error';

export interface ReadFile<T> {
  value: T;
  text: string;
  /** The server did not answer: it is what it sent last. */
  kept: boolean;
}

/**
 * Reads a file beside the page that decides about safety, as the server has it now, else as it came last. Throws KioskConfigError
 * where there is none or it is anything but what it should be: nothing stands in for it. `file`: relative to `base`.
 */
export async function readFile<T>(file: string, base: string, schema: z.ZodType<T>): Promise<ReadFile<T>> {
  const fail = (fault: ConfigFault, details: ConfigProblem['details'] = {}): never => {
    throw new KioskConfigError(file, [{ fault, details }]);
  };
  const response = await fetchOrKept(new URL(file, base).href).catch(() => fail('unreachable'));
  if (response.status === 404 || response.status === 410) fail('missing', { status: response.status });
  if (response.status !== 200) fail('status', { status: response.status });
  if (isPage(response)) fail('page');
  const text = await response.text().catch(() => fail('unreachable'));
  if (text.trim() === '') fail('empty');
  const parsed = schema.safeParse(parseJson(text, (reason) => fail('not-json', { reason })));
  if (parsed.success) return { value: parsed.data, text, kept: isKept(response) };
  const problems = parsed.error.issues.map((issue): ConfigProblem => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    return { fault: 'field', details: { field: [...issue.path, ...keys].join('.') || '–', reason: issue.message } };
  });
  throw new KioskConfigError(file, problems as [ConfigProblem, ...ConfigProblem[]]);
}

function parseJson(text: string, fail: (reason: string) => never): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail((error as Error).message);
  }
}
