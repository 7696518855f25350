import type { Sighting } from '@/privacy/sightings';

/* What a window and the service worker say to each other. `SKIP_WAITING` is workbox-window's own name. */

export type ToServiceWorker =
  | { type: 'SKIP_WAITING' }
  /** Answered with a PageState. */
  | { type: 'page-state' }
  /** Absolute addresses of small files to have for when the server is gone. */
  | { type: 'keep'; addresses: readonly string[] }
  /** Answered with the Sighting[] that this window missed while it was loading. `since`: milliseconds since 1970. */
  | { type: 'sightings'; since: number };

/** Sent to every window as requests are made. */
export interface FromServiceWorker {
  type: 'sighting';
  sighting: Sighting;
}

export interface PageState {
  version: string;
  /** Which build it is: the revision of its page. */
  build: string;
  /** How many of the page's own files are missing from this browser. */
  missing: number;
}
