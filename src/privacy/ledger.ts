import { createStore, type StoreApi } from 'zustand/vanilla';
import { NETWORK_CHANNEL, observeNetwork } from './observe';
import { NO_TRAFFIC, type Observation, type Traffic, withObservation } from './traffic';

export interface Ledger extends Traffic {
  /** Milliseconds since 1970. */
  since: number;
  record(seen: Observation): void;
}

export type LedgerStore = StoreApi<Ledger>;

/** The record of what this page's threads asked of other machines, empty at first. */
export function createLedger(): LedgerStore {
  return createStore<Ledger>()((set) => ({
    ...NO_TRAFFIC,
    since: performance.timeOrigin,
    record: (seen) => set((ledger) => withObservation(ledger, seen)),
  }));
}

/** Fills the ledger from this window, and from the workers that import report-from-worker.ts. */
export function keepLedger(ledger: LedgerStore): void {
  const { record } = ledger.getState();
  observeNetwork(record);
  new BroadcastChannel(NETWORK_CHANNEL).onmessage = (event: MessageEvent<Observation>) => record(event.data);
}
