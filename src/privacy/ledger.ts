import { createStore, type StoreApi } from 'zustand/vanilla';
import { NETWORK_CHANNEL, observeNetwork } from './observe';
import type { Observation } from './sightings';
import { NO_TRAFFIC, type Traffic, withObservations } from './traffic';

export interface Ledger extends Traffic {
  /** Milliseconds since 1970. */
  since: number;
  recordAll(seen: readonly Observation[]): void;
}

export type LedgerStore = StoreApi<Ledger>;

/** The record of what this page's threads asked of any server, empty at first. */
export function createLedger(): LedgerStore {
  return createStore<Ledger>()((set) => ({
    ...NO_TRAFFIC,
    since: performance.timeOrigin,
    recordAll: (seen) => set((ledger) => withObservations(ledger, seen)),
  }));
}

/** Fills the ledger from this window, and from the workers that import report-from-worker.ts. */
export function keepLedger(ledger: LedgerStore): void {
  const { recordAll } = ledger.getState();
  observeNetwork('window', recordAll);
  new BroadcastChannel(NETWORK_CHANNEL).onmessage = (event: MessageEvent<Observation[]>) => recordAll(event.data);
}
