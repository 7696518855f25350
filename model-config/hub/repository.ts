import { z } from 'zod';
import { HubError } from './errors.ts';

export interface HubFile {
  path: string;
  bytes: number;
  /** 64 lower-case hexadecimal digits; null for a small file, of which the hub states none. */
  sha256: string | null;
}

export interface HubRepository {
  /** owner/name */
  id: string;
  /** The commit that `files` are of: 40 hexadecimal digits. */
  commit: string;
  /** As its model card has it; null where there is none. */
  licence: string | null;
  /** Its files are given only to those who accepted its terms. */
  gated: boolean;
  files: HubFile[];
}

export interface HubAccess {
  /** The hub's address or that of a mirror, without a slash at its end. */
  endpoint: string;
  fetch: typeof globalThis.fetch;
  signal?: AbortSignal | undefined;
}

const PART = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?';
const ADDRESS = /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\/(?!(?:datasets|spaces)\/)/;
const ID = new RegExp(`^(${PART}/${PART})(?:/(?:tree|blob|resolve)/([^/?#]+)(?:/[^?#]*)?)?/?(?:[?#].*)?$`);

/** `owner/name`, or an address of the hub as a browser shows it, with the revision that it names. Throws HubError `bad-id`. */
export function parseRepositoryId(text: string): { id: string; revision: string | null } {
  const [, id, revision = null] = ID.exec(text.trim().replace(ADDRESS, '')) ?? [];
  if (id !== undefined) return { id, revision };
  throw new HubError('bad-id', { id: text }, 'not a repository of the model hub, which reads owner/name');
}

export const fileUrl = (endpoint: string, id: string, commit: string, path: string): string =>
  `${endpoint}/${id}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;

const Info = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  gated: z.union([z.boolean(), z.string()]).optional(),
  cardData: z.object({ license: z.union([z.string(), z.array(z.string())]).nullish() }).nullish(),
});

const bytes = z.int().nonnegative();
const Entry = z.object({
  type: z.string(),
  path: z.string().min(1),
  size: bytes.optional(),
  lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: bytes }).nullish(),
});
type Entry = z.infer<typeof Entry>;

/** A thousand files a page; a repository of more is not one of a model. */
const MOST_PAGES = 50;

/**
 * What a repository holds at a revision (branch, tag or commit), which is resolved to a commit first: whatever is
 * fetched by it later is of one state. Two requests or more. Throws HubError.
 */
export async function readRepository(id: string, revision: string, access: HubAccess): Promise<HubRepository> {
  if (parseRepositoryId(id).id !== id) throw new HubError('bad-id', { id }, 'not owner/name');
  const model = `${access.endpoint}/api/models/${id}`;
  const { content } = await ask(id, `${model}/revision/${encodeURIComponent(revision)}`, access, Info);
  const licence = [content.cardData?.license ?? []].flat().join(', ');
  return {
    id,
    commit: content.sha,
    licence: licence || null,
    gated: Boolean(content.gated),
    files: await listFiles(id, `${model}/tree/${content.sha}`, access),
  };
}

async function listFiles(id: string, tree: string, access: HubAccess): Promise<HubFile[]> {
  const files: HubFile[] = [];
  let query: string | null = '?recursive=true';
  for (let page = 0; query !== null; page++) {
    if (page === MOST_PAGES)
      throw new HubError('bad-answer', { id }, `its list of files is of more than ${page} pages`);
    const entries: Page<Entry[]> = await ask(id, `${tree}${query}`, access, z.array(Entry));
    for (const { type, path, size, lfs } of entries.content) {
      if (type !== 'file') continue;
      const known = lfs?.size ?? size;
      if (known === undefined)
        throw new HubError('bad-answer', { id, file: path }, `the hub states no size of ${path}`);
      files.push({ path, bytes: known, sha256: lfs?.oid ?? null });
    }
    query = entries.next;
  }
  return files;
}

interface Page<T> {
  content: T;
  /** The question that the next page is asked with; null on the last. */
  next: string | null;
}

async function ask<T>(id: string, url: string, { fetch, signal }: HubAccess, schema: z.ZodType<T>): Promise<Page<T>> {
  const { body, next } = await received(id, url, signal, async () => {
    const response = await fetch(url, { headers: { accept: 'application/json' }, signal: signal ?? null });
    if (!response.ok) throw refusal(id, response);
    return { body: await response.text(), next: nextQuery(response.headers.get('link')) };
  });
  const parsed = schema.safeParse(jsonOrNothing(body));
  if (parsed.success) return { content: parsed.data, next };
  const { path, message } = parsed.error.issues[0]!;
  const field = z.core.toDotPath(path);
  throw new HubError(
    'bad-answer',
    { id, field },
    `the hub's answer has another form (${field || 'all of it'}: ${message})`,
  );
}

async function received<T>(
  id: string,
  url: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HubError || signal?.aborted) throw error;
    const problem = `${url} gives no answer: ${(error as Error).message}`;
    throw new HubError('network', { id }, problem, { cause: error });
  }
}

/** To who has not said who asks, the hub answers 401 also for what it does not have; its own header tells which. */
function refusal(id: string, { status, headers }: Response): HubError {
  const reason = headers.get('x-error-code');
  if (status === 404 || reason === 'RepoNotFound' || reason === 'RevisionNotFound') {
    return new HubError(
      'no-repository',
      { id, status },
      'the hub has no such repository or revision, or it is private',
    );
  }
  if (status === 401 || status === 403) return new HubError('gated', { id, status }, `the hub answers ${status}`);
  return new HubError('network', { id, status }, `the hub answers ${status}`);
}

/** Of the next page only the question is taken: a link must lead to no other server. */
function nextQuery(link: string | null): string | null {
  const [, next] = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '') ?? [];
  const at = next?.indexOf('?') ?? -1;
  return next === undefined || at < 0 ? null : next.slice(at);
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
