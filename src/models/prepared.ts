import type { z } from 'zod';
import { fetchOrKept, isKept } from '@/privacy/kept-files';
import { Manifest, PreparedModels } from '../../model-config/models/manifest.ts';
import { ModelError } from './errors';

/** What set-up left in this folder. A manifest that cannot be read is in `problems`, and its model counts as not prepared. */
export interface Prepared {
  manifests: ReadonlyMap<string, Manifest>;
  problems: ModelError[];
  /** The server did not answer: these are the lists it sent last, and nothing else can be had from it now. */
  offline?: boolean;
}

/** Reads index.json and every manifest under `modelsUrl` (absolute, ends in '/'). */
export async function readPrepared(modelsUrl: string): Promise<Prepared> {
  const problems: ModelError[] = [];
  let offline = false as boolean;
  const attempt = async <T>(url: string, schema: z.ZodType<T>): Promise<T | null> => {
    try {
      return await readJson(url, schema, () => {
        offline = true;
      });
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      problems.push(error);
      return null;
    }
  };
  const index = await attempt(new URL('index.json', modelsUrl).href, PreparedModels);
  const manifests = await Promise.all(
    (index?.models ?? []).map((id) => attempt(new URL(`${id}/manifest.json`, modelsUrl).href, Manifest)),
  );
  const read = manifests.filter((manifest) => manifest !== null);
  return { manifests: new Map(read.map((manifest) => [manifest.id, manifest])), problems, ...(offline && { offline }) };
}

/** Null where the file does not exist. Throws ModelError `bad-file`, naming the field, or `network`. */
async function readJson<T>(url: string, schema: z.ZodType<T>, onKept: () => void): Promise<T | null> {
  const response = await fetchList(url, onKept);
  // A server of single-page apps answers a missing file with its page.
  if (response.status === 404 || response.headers.get('content-type')?.startsWith('text/html')) return null;
  if (!response.ok) throw new ModelError('network', { url, reason: `status ${response.status}` });
  const parsed = schema.safeParse(parseJson(url, await response.text()));
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new ModelError('bad-file', { url, reason });
}

async function fetchList(url: string, onKept: () => void): Promise<Response> {
  try {
    const response = await fetchOrKept(url);
    if (isKept(response)) onKept();
    return response;
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
