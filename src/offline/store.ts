import { createStore, type StoreApi } from 'zustand/vanilla';

/** Whether the page itself works with its server gone. */
export type PageOffline =
  | { state: 'preparing' }
  | { state: 'ready' }
  /** `unsupported`: the browser has no service workers here; `development`: not a built page. */
  | { state: 'cannot'; why: 'unsupported' | 'development' }
  /** It was, and the browser or a person has taken the service worker or its files away. */
  | { state: 'gone' }
  /** Some of the page's own files could not be had or kept. */
  | { state: 'incomplete' }
  /** `reason`: as the browser words it. */
  | { state: 'failed'; reason: string };

export type Update =
  | { state: 'none' }
  /** A new version is whole in this browser and waits. */
  | { state: 'waiting'; version: string }
  /** A new version could not be had or kept whole: the one before goes on. */
  | { state: 'failed' }
  /** Put off until the next start. */
  | { state: 'later' }
  | { state: 'starting'; version: string }
  /** Another tab has changed to a new version: files of this one may be gone. */
  | { state: 'elsewhere' };

export interface Offline {
  page: PageOffline;
  /** Whether the service worker sees what this page asks for. */
  witness: boolean;
  update: Update;
  /** Starts the waiting version and loads the page anew: what is being written is broken off. */
  useUpdate(): void;
  /** Has a version that failed to come fetched once more. */
  tryUpdateAgain(): void;
  putOffUpdate(): void;
}

export type OfflineStore = StoreApi<Offline>;

interface Updating {
  /** Has the waiting version take over; the page is loaded anew once it has. */
  startWaiting(): void;
  lookForUpdate(): void;
}

export function createOfflineStore({ startWaiting, lookForUpdate }: Updating): OfflineStore {
  return createStore<Offline>()((set, get) => ({
    page: { state: 'preparing' },
    witness: false,
    update: { state: 'none' },
    useUpdate() {
      const { update } = get();
      if (update.state !== 'waiting') return;
      set({ update: { state: 'starting', version: update.version } });
      startWaiting();
    },
    tryUpdateAgain() {
      set({ update: { state: 'none' } });
      lookForUpdate();
    },
    putOffUpdate: () => set({ update: { state: 'later' } }),
  }));
}
