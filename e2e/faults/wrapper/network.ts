import { type Calls, replace } from './calls.ts';

/** Makes requests fail as a server or a network does. */
export function wrapFetch(calls: Calls): void {
  replace(
    globalThis as { fetch: typeof fetch },
    'fetch',
    (original) =>
      async function fetch(input, init) {
        const request = new Request(input, init);
        switch (calls.next('fetch', request.url)) {
          case 'gone':
            throw new TypeError('Failed to fetch');
          case '404':
            return new Response('Not found.', { status: 404, headers: { 'Content-Type': 'text/plain' } });
          case '500':
            return new Response('', { status: 500 });
          case 'html':
            return new Response('<!doctype html><title>Sign in</title>', { headers: { 'Content-Type': 'text/html' } });
          case 'cut':
            return cut(await original(input, init));
          case 'silent':
            return silent(request.signal);
          default:
            return original(input, init);
        }
      },
  );
}

/** The first half of the body, and then the connection breaks. */
async function cut(response: Response): Promise<Response> {
  const whole = new Uint8Array(await response.arrayBuffer());
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(whole.subarray(0, whole.length >> 1)),
    // Not at once: what came before is read first.
    pull: (controller) => controller.error(new TypeError('network error')),
  });
  const { status, headers } = response;
  return new Response(body, { status, headers });
}

function silent(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
