import { get as getPlain, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { get as getEncrypted } from 'node:https';
import { MissingError, SetupError } from './errors.ts';
import { Incoming } from './incoming.ts';
import { PassingFault } from './passing-fault.ts';

/** A download may wait this long when its server asks for it; beyond that a person should know. */
export const LONGEST_WAIT_MS = 5 * 60_000;
const MOST_REDIRECTS = 10;
/** A server that sends nothing for so long is taken for gone. */
const STALL_MS = 60_000;

export interface Answer {
  status: 200 | 206 | 416;
  headers: IncomingHttpHeaders;
  /** What the server says the file's SHA-256 is, 64 hexadecimal digits; null where it says nothing. */
  sha256: string | null;
  body: Incoming;
}

/**
 * A GET that follows redirects and tells faults apart: PassingFault for a broken network, 408, 429 and 5xx,
 * SetupError for every other status that is neither 200, 206 nor 416. `now` reads the clock in milliseconds.
 * `otherwise`: what a person can do in that case. The body has to be read or dropped. A header `authorization`
 * is for the first address alone: where that leads to another host, it is left out.
 */
export async function get(
  url: string,
  headers: Record<string, string>,
  now: () => number,
  otherwise: string,
): Promise<Answer> {
  const { authorization: _, ...forOthers } = headers;
  let at = new URL(url);
  let sent = headers;
  let sha256: string | null = null;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const { response, body } = await request(at, sent);
    const { statusCode: status = 0, headers: answered } = response;
    sha256 ??= statedSha256(answered);
    if (status === 200 || status === 206 || status === 416)
      return uncoded(url, { status, headers: answered, sha256, body }, otherwise);
    body.drop();
    const { location } = answered;
    if (status < 300 || status > 399 || location === undefined) throw refusal(url, response, now(), otherwise);
    const to = redirected(url, at, location, otherwise);
    if (to.origin !== at.origin) sent = forOthers;
    at = to;
  }
  throw new SetupError(`${url} leads from address to address, more than ${MOST_REDIRECTS} times.`, otherwise);
}

/** The model hub states it of every large file, as it sends the reader on to where the file lies (huggingface_hub, file_download.py). */
function statedSha256(headers: IncomingHttpHeaders): string | null {
  const stated = headers['x-linked-etag'];
  return /^"([0-9a-f]{64})"$/.exec(String(stated))?.[1] ?? null;
}

function request(at: URL, headers: Record<string, string>) {
  return new Promise<{ response: IncomingMessage; body: Incoming }>((resolve, reject) => {
    // A connection of its own for each: one that was kept may be closed already.
    const options = { headers, agent: false } as const;
    const sent = (at.protocol === 'https:' ? getEncrypted : getPlain)(at, options, (response) => {
      resolve({ response, body: new Incoming(response) });
    });
    sent.setTimeout(STALL_MS, () => sent.destroy(new Error(`nothing came for ${STALL_MS / 1000} seconds`)));
    sent.on('error', (error) => reject(new PassingFault(`no answer (${error.message})`)));
  });
}

function redirected(url: string, from: URL, location: string, otherwise: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  // Never from an encrypted connection to one that anybody on the way can change.
  if (to && (to.protocol === 'https:' || to.protocol === from.protocol)) return to;
  throw new SetupError(`${url} leads to ${location}, which is not taken.`, otherwise);
}

/** Lengths and ranges of a compressed answer would be those of what is sent, not of the file. */
function uncoded(url: string, answer: Answer, otherwise: string): Answer {
  const coding = answer.headers['content-encoding'] ?? 'identity';
  if (coding === 'identity') return answer;
  answer.body.drop();
  throw new SetupError(`${url} comes compressed (${coding}), which was not asked for.`, otherwise);
}

function refusal(
  url: string,
  { statusCode: status = 0, statusMessage = '', headers }: IncomingMessage,
  now: number,
  otherwise: string,
) {
  const answer = `${url} answers ${status} ${statusMessage}`.trim();
  if (status === 404 || status === 410)
    return new MissingError(`${answer}.`, `The publisher has moved or removed it. ${otherwise}`);
  if (status !== 408 && status !== 429 && status < 500) return new SetupError(`${answer}.`, nextFor(status, otherwise));
  const waitMs = retryAfter(headers['retry-after'], now);
  if (waitMs === null || waitMs <= LONGEST_WAIT_MS) return new PassingFault(answer, waitMs);
  return new SetupError(
    `${answer} and wants no further request for ${Math.ceil(waitMs / 60_000)} minutes.`,
    'Run the same command after that: it goes on where it stopped.',
  );
}

function nextFor(status: number, otherwise: string): string {
  if (status === 401 || status === 403) return `The publisher wants to know who asks, or asks to wait. ${otherwise}`;
  return otherwise;
}

/** Seconds or a date, as HTTP has it, in milliseconds from now; null for none or nonsense. */
export function retryAfter(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
