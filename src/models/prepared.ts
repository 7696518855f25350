import type { z } from 'zod';
import { fetchOrKept, isKept, isPage, keptAnswer } from '@/privacy/kept-files';
import { Manifest, PreparedModels } from '../../model-config/models/manifest.ts';
import { notTheFile } from './download/check-answer';
import { ModelError } from './errors';

/** What set-up left in this folder. A manifest that is listed and not there, or cannot be read, is in `problems`, and its model counts as not prepared. */
export interface Prepared {
  manifests: ReadonlyMap<string, Manifest>;
  problems: ModelError[];
  /** The server did not answer, or not with its lists: these are the lists it sent last, and nothing else can be had from it now. */
  offline?: boolean;
}

/** Reads index.json and every manifest under `modelsUrl` (absolute, ends in '/'). */
export async function readPrepared(modelsUrl: string): Promise<Prepared> {
  const problems: ModelError[] = [];
  let offline = false as boolean;
  const attempt = async <T>(url: string, schema: z.ZodType<T>): Promise<T | null> => {
    try {
      const response = await fetchList(url);
      offline ||= isKept(response);
      return await readJson(url, response, schema);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      problems.push(error);
      const last = await lastOf(url, schema);
      offline ||= last !== null;
      return last;
    }
  };
  const index = await attempt(new URL('index.json', modelsUrl).href, PreparedModels);
  const manifests = await Promise.all(
    (index?.models ?? []).map(async (id) => {
      const url = new URL(`${id}/manifest.json`, modelsUrl).href;
      const before = problems.length;
      const manifest = await attempt(url, Manifest);
      if (manifest === null && problems.length === before) {
        problems.push(new ModelError('missing-file', { url, status: 404 }));
      }
      return manifest;
    }),
  );
  const read = manifests.filter((manifest) => manifest !== null);
  return { manifests: new Map(read.map((manifest) => [manifest.id, manifest])), problems, ...(offline && { offline }) };
}

/** Null where the file does not exist. Throws ModelError `bad-file`, naming the field, `not-the-file` or `network`. */
async function readJson<T>(url: string, response: Response, schema: z.ZodType<T>): Promise<T | null> {
  if (response.status === 404) return null;
  if (isPage(response)) throw notTheFile(url, 'page');
  if (!response.ok) throw new ModelError('network', { url, context: 'status', status: response.status });
  const text = await response.text().catch((error: Error) => {
    throw new ModelError('network', { url, reason: error.message }, { cause: error });
  });
  const parsed = schema.safeParse(parseJson(url, text));
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new ModelError('bad-file', { url, reason });
}

/** What came last of a list that cannot be had now; null where nothing of use did. */
async function lastOf<T>(url: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    const kept = await keptAnswer(url);
    return kept && (await readJson(url, kept, schema));
  } catch {
    return null;
  }
}

async function fetchList(url: string): Promise<Response> {
  try {
    return await fetchOrKept(url);
  } catch (error) {
    throw new ModelError('network', { url, reason: (error as Error).message }, { cause: error });
  }
}

function parseJson(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelError('bad-file', { url, reason: (error as Error).message }, { cause: error });
  }
}
