import { createStore, type StoreApi } from 'zustand/vanilla';
import { follow } from './follow';
import { createTextIndex, type Results } from './text-index';

/** `reading`: the first search reads every conversation. */
export type SearchPhase = 'off' | 'reading' | 'ready' | 'failed';

export interface Search {
  phase: SearchPhase;
  /** Raised when what is found may have changed. */
  version: number;
  /** Begins to read, and to follow what changes, unless it has begun. */
  open(): void;
  /** Conversations that hold all that was typed, of those that were read. */
  find(typed: string): Results;
  /** Drops every text from memory and follows no longer; the next `open` reads anew. */
  forget(): void;
}

export type SearchStore = StoreApi<Search>;

/** Search of conversations: titles, questions and finished answers. It is in memory only, for what is on the disk may be sealed. */
export function createSearch(): SearchStore {
  let index = createTextIndex();
  let stop = () => {};

  return createStore<Search>()((set, get) => {
    function drop(phase: SearchPhase): void {
      stop();
      index = createTextIndex();
      set({ phase, version: get().version + 1 });
    }

    return {
      phase: 'off',
      version: 0,

      open() {
        if (get().phase === 'reading' || get().phase === 'ready') return;
        drop('reading');
        stop = follow(index, {
          onChange: () => set({ phase: 'ready', version: get().version + 1 }),
          onFailure(error) {
            console.warn('Conversations could not be read for a search:', error);
            drop('failed');
          },
        });
      },

      find: (typed) => index.find(typed),

      forget: () => drop('off'),
    };
  });
}
