/*
 * The last answers of small files beside the page (lists of models, a kiosk's configuration, data sets), for when its
 * server is gone. The page and its service worker keep them in one place.
 */

const KEPT = 'hakui/catalog';
const MARK = 'X-Hakui-Kept';

/** How long a small file may take, of a server that takes the request and then says nothing. */
const PATIENCE_MS = 10_000;

/** Whether an answer is an earlier one, because the server did not answer. */
export const isKept = (response: Response): boolean => response.headers.has(MARK);

/** A server of single-page apps answers a missing file with its page, and so does a network that wants a sign-in first. */
export const isPage = ({ headers }: Response): boolean =>
  /^(text\/html|application\/xhtml)/i.test(headers.get('content-type') ?? '');

/**
 * Keeps a whole answer, also that there is no such file. What is a page, or no
 * JSON where that was asked for, takes no earlier answer's place. `url`: absolute.
 */
export async function keepAnswer(url: string, response: Response): Promise<void> {
  const whole = response.status === 200 && !isPage(response) && (!url.endsWith('.json') || (await isJson(response)));
  if (whole || response.status === 404) await (await caches.open(KEPT)).put(url, response);
}

async function isJson(response: Response): Promise<boolean> {
  try {
    await response.clone().json();
    return true;
  } catch {
    return false;
  }
}

/** The last answer, marked as one; null where there was none. */
export async function keptAnswer(url: string): Promise<Response | null> {
  const kept = await (await caches.open(KEPT)).match(url);
  if (!kept) return null;
  const headers = new Headers(kept.headers);
  headers.set(MARK, '1');
  return new Response(kept.body, { status: kept.status, statusText: kept.statusText, headers });
}

/** The file as it is now, else as it came last. Rejects with what fetch says where there is neither, and where it takes too long. */
export async function fetchOrKept(url: string): Promise<Response> {
  const ask = () => fetch(url, { cache: 'no-cache', signal: AbortSignal.timeout(PATIENCE_MS) });
  // A page that came over plain HTTP from another machine has no Cache Storage.
  if (!('caches' in globalThis)) return ask();
  try {
    const response = await ask();
    // Where no more can be kept, the answer counts all the same.
    if (!isKept(response)) await keepAnswer(url, response.clone()).catch(() => undefined);
    return response;
  } catch (error) {
    const kept = await keptAnswer(url).catch(() => null);
    if (kept) return kept;
    throw error;
  }
}
