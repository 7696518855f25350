/*
 * What a witness tells of one request. There are two: each thread's resource timing (sizes; observe.ts), and the service
 * worker's fetch handler (method, body, who answered; src/offline). Plain data: it crosses channels.
 */

/** Who asked. `worker`: one whose name the witness does not know. */
export type Party = 'window' | 'other-window' | 'engine' | 'models' | 'import' | 'worker' | 'service-worker';

/** `precache`, `kept`: the service worker, from the page's own files or from an earlier answer. `http-cache`: the browser. */
export type AnsweredBy = 'network' | 'precache' | 'kept' | 'http-cache';

/** Null in any field: this witness cannot tell. */
export interface Sighting {
  kind: 'request';
  witness: 'thread' | 'service-worker';
  /** A later sighting of the same id takes the place of this one. */
  id: string;
  /** Without its fragment, which never leaves a browser. */
  address: string;
  /** Milliseconds since 1970. */
  at: number;
  by: Party;
  method: string | null;
  /** As the Fetch standard names it, and `fetch` where that has no name. */
  destination: string;
  /** Bytes that came over the network, headers included where the browser counts them. */
  received: number | null;
  /** Bytes of the body. */
  sent: number | null;
  answeredBy: AnsweredBy | null;
  status: number | null;
}

/** The policy refused it, so nothing went out. */
export interface Refusal {
  kind: 'blocked';
  target: string;
  directive: string;
}

export type Observation = Sighting | Refusal;

/** Null for what never touches a network (data:, blob:). */
export function networkAddress(url: string): string | null {
  return /^(https?|wss?):/.test(url) && URL.canParse(url) ? url.replace(/#.*$/s, '') : null;
}
