/** How long to wait before a request is tried again. Seconds are what HTTP speaks; milliseconds what timers take. */

/** Tries without a single byte in between, after which a download is given up. */
export const MAX_FAILURES = 6;

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** A server may ask for more patience than a person has: beyond this the download fails and can be started again. */
const LONGEST_ASKED_MS = 120_000;

/** RFC 9110 section 10.2.3: seconds, or an HTTP date. Null where the header is absent or unreadable. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** Doubling from one second to half a minute, or what the server asked for. Null: it asked for too long. */
export function delayBefore(failure: number, askedMs: number | null): number | null {
  if (askedMs !== null) return askedMs <= LONGEST_ASKED_MS ? askedMs : null;
  return Math.min(FIRST_DELAY_MS * 2 ** (failure - 1), LONGEST_DELAY_MS);
}

/** Waits, or rejects with the signal's reason as soon as it is aborted. */
export function waitMs(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
