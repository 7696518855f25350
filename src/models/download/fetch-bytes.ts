import { timestamp } from '@/clock/clocks';
import { ModelError } from '../errors';
import { type AskedFor, checkFirstBytes, checkLength, notTheFile } from './check-answer';
import { delayBefore, MAX_FAILURES, parseRetryAfter, waitMs } from './retry';

export interface FetchOptions {
  signal: AbortSignal;
  /** How long to wait between tries; tests count instead of waiting. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** A connection without a byte for so long counts as cut. */
  stallMs?: number;
  /** Bytes that are there already: the first request asks for the rest. */
  from?: number;
  /** Only bytes up to here are asked for; a server without ranges sends more. */
  to?: number;
}

/** A try failed in a way that another may mend. */
class Interrupted extends Error {
  constructor(
    reason: string,
    readonly askedMs: number | null = null,
  ) {
    super(reason);
  }
}

/**
 * The bytes of a file from `from` on, once each and in order, over as many requests as it takes: after a cut the next
 * request asks for the rest only. `expected` is the length in bytes, null where nobody states it.
 * Throws ModelError: missing-file, not-the-file (told by type, first bytes or length, and before a byte of it is passed on), network,
 * cancelled.
 */
export async function* fetchBytes(
  url: string,
  expected: number | null,
  { signal, wait = waitMs, stallMs = 60_000, from = 0, to }: FetchOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let received = from;
  let endedAt: number | null = null;
  for (let failures = 0; ; ) {
    try {
      for await (const chunk of request({ url, expected, start: received }, to, signal, stallMs)) {
        received += chunk.byteLength;
        failures = 0;
        yield chunk;
      }
      if (received === 0 && expected !== 0) throw notTheFile(url, 'empty');
      const end = to ?? expected;
      if (end === null || received >= end) return;
      // An answer of unstated length that ends early may have been cut; one that ends in the same place again was not.
      if (endedAt === received) throw notTheFile(url, 'length', { expected: expected ?? end, found: received });
      endedAt = received;
      throw new Interrupted('the answer ended early');
    } catch (error) {
      if (signal.aborted) throw new ModelError('cancelled', {}, { cause: error });
      if (error instanceof ModelError) throw error;
      failures += 1;
      const asked = error instanceof Interrupted ? error.askedMs : null;
      const delay = delayBefore(failures, asked);
      if (failures >= MAX_FAILURES || delay === null) throw givenUp(url, error);
      try {
        await wait(delay, signal);
      } catch (stopped) {
        throw new ModelError('cancelled', {}, { cause: stopped });
      }
    }
  }
}

function givenUp(url: string, error: unknown): ModelError {
  return new ModelError('network', { url, reason: (error as Error).message }, { cause: error });
}

/** One request from byte `asked.start` on. Throws Interrupted, ModelError, or what fetch throws when the network fails. */
async function* request(
  asked: AskedFor,
  to: number | undefined,
  signal: AbortSignal,
  stallMs: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { url, start } = asked;
  const attempt = new AbortController();
  const stop = () => attempt.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  let stall = setTimeout(() => attempt.abort(new Interrupted('no data came')), stallMs);
  try {
    signal.throwIfAborted();
    const response = await fetch(url, {
      signal: attempt.signal,
      // The file is kept in our own store; a second copy in the HTTP cache would double the space, and a bad copy there would come back at every try.
      cache: 'no-store',
      headers: start > 0 || to !== undefined ? { range: `bytes=${start}-${to === undefined ? '' : to - 1}` } : {},
    });
    checkStatus(response, asked);
    checkLength(response, asked);
    if (response.body === null) return;
    // A server without ranges sends the whole file again: drop what is there already.
    let toSkip = response.status === 206 ? 0 : start;
    let first = response.status === 200 || start === 0;
    const reader = response.body.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(stall);
        if (first && value.byteLength > 0) {
          checkFirstBytes(value, response, url);
          first = false;
        }
        if (toSkip >= value.byteLength) {
          toSkip -= value.byteLength;
        } else {
          yield toSkip > 0 ? value.subarray(toSkip) : value;
          toSkip = 0;
        }
        // Counted from when more is asked for: a slow disk behind us is no stall of the network.
        stall = setTimeout(() => attempt.abort(new Interrupted('no data came')), stallMs);
      }
    } finally {
      reader.cancel().catch(() => undefined);
    }
  } finally {
    clearTimeout(stall);
    signal.removeEventListener('abort', stop);
    attempt.abort();
  }
}

function checkStatus(response: Response, { url, start, expected }: AskedFor): void {
  const { status } = response;
  if (status === 200 || status === 206) return;
  // It has no byte beyond those that came.
  if (status === 416 && start > 0) throw notTheFile(url, 'length', { expected: expected ?? start, found: start });
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    throw new Interrupted(`status ${status}`, parseRetryAfter(response.headers.get('retry-after'), timestamp()));
  }
  if (status === 401 || status === 403 || status === 404 || status === 410) {
    throw new ModelError('missing-file', { url, status });
  }
  throw new ModelError('network', { url, reason: `status ${status}` });
}
