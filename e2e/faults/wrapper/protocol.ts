import type { Fired, Op, Plan } from './ways.ts';

/** By which the page and its workers talk of faults: one of the browser's own, made before it is wrapped. */
export const CHANNEL = 'hakui-faults';

export type ToWorkers = { type: 'arm'; plan: Plan | null; id: number };

export type FromWorker =
  | { type: 'armed'; worker: string; id: number }
  | { type: 'call'; thread: string; op: Op; fired: Fired | null }
  | { type: 'uncaught'; thread: string; reason: string };

/** What a worker is given before its own code: who it is, and what is to fail in it. */
export interface WorkerStart {
  /** One worker among all that were ever started. */
  worker: string;
  thread: string;
  /** Where its own code lies. */
  address: string;
  plan: Plan | null;
  before: Record<string, number>;
}

/** All calls by thread and name, as "page indexedDB.put". */
export type CallCounts = Record<string, number>;

/** What came of a plan so far. */
export interface State {
  counts: CallCounts;
  fired: Fired | null;
  uncaught: string[];
}

/** Sent to the service worker with a port, which answers with its own State. `arm`: what is to fail; left out, that stays as it is. */
export interface ToServiceWorker {
  faults: { arm?: Plan | null | undefined };
}
