import { setTimeout as wait } from 'node:timers/promises';
import type { HubAccess } from '../../model-config/hub/repository.ts';
import type { Clock } from '../run/download.ts';
import { SetupError } from '../run/errors.ts';
import { LONGEST_WAIT_MS, retryAfter } from '../run/http.ts';

/** The model hub, or a mirror of it, and who asks. */
export interface Hub {
  /** Without a slash at its end. */
  endpoint: string;
  /** Sent to the endpoint's own host and to no other. */
  token: string | null;
  /** A test has its own. */
  clock?: Clock | undefined;
}

/** HF_ENDPOINT and HF_TOKEN, as the hub's own tools read them. Throws SetupError where they can't be used. */
export function usualHub({ HF_ENDPOINT, HF_TOKEN } = process.env): Hub {
  const endpoint = hubEndpoint(HF_ENDPOINT);
  const token = HF_TOKEN?.trim() || null;
  const { protocol, hostname } = new URL(endpoint);
  if (token === null || protocol === 'https:' || /^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname)) {
    return { endpoint, token };
  }
  throw new SetupError(
    `HF_TOKEN would go to ${endpoint} unencrypted, where anybody on the way can read it.`,
    'Give HF_ENDPOINT an address with https, or unset HF_TOKEN.',
  );
}

/** HF_ENDPOINT names a mirror. Throws SetupError where it is no address. */
function hubEndpoint(stated = ''): string {
  const endpoint = stated || 'https://huggingface.co';
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint.replace(/\/+$/, '');
  throw new SetupError(`HF_ENDPOINT is "${endpoint}", which is no address.`, 'Correct it, or unset it.');
}

export const authorization = ({ token }: Hub): Record<string, string> =>
  token === null ? {} : { authorization: `Bearer ${token}` };

const MOST_TRIES = 5;
const MOST_REDIRECTS = 5;
const FIRST_WAIT_MS = 1_000;

/** How a repository is read: tries again where that may help, and goes on only to addresses of the same host. */
export const accessTo = (hub: Hub): HubAccess => ({
  endpoint: hub.endpoint,
  fetch: (input, init) => persist(hub.clock ?? { now: Date.now, wait }, () => follow(hub, String(input), init)),
});

async function persist({ now, wait: pause }: Clock, attempt: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const outcome = await attempt().catch((error: Error) => error);
    const passing = outcome instanceof TypeError || (outcome instanceof Response && isPassing(outcome.status));
    const asked =
      outcome instanceof Response ? retryAfter(outcome.headers.get('retry-after') ?? undefined, now()) : null;
    if (passing && tries < MOST_TRIES && (asked ?? 0) <= LONGEST_WAIT_MS) {
      await pause(asked ?? FIRST_WAIT_MS * 2 ** (tries - 1));
    } else if (outcome instanceof Error) throw new Error(reasonOf(outcome), { cause: outcome });
    else return outcome;
  }
}

/** Of what went wrong on the network, fetch itself says only that it failed. */
const reasonOf = ({ cause, message }: Error) => (cause instanceof Error && cause.message ? cause.message : message);

const isPassing = (status: number) => status === 408 || status === 429 || status >= 500;

/** A repository that was renamed answers with its new address. */
async function follow(hub: Hub, url: string, init: RequestInit | undefined): Promise<Response> {
  const headers = { ...Object.fromEntries(new Headers(init?.headers)), ...authorization(hub) };
  let at = new URL(url);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await fetch(at, { ...init, headers, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    const to = new URL(location, at);
    if (to.origin !== at.origin) throw new Error(`it leads to another host, ${to.host}`);
    at = to;
  }
  throw new Error('it leads from address to address');
}
