import { createStore, type StoreApi } from 'zustand/vanilla';

export interface Leaving {
  /** Where a link or a script wants to lead, out of the app; null while nothing does. */
  address: string | null;
  ask(address: string): void;
  /** The person has decided, either way. */
  settle(): void;
}

export type LeavingStore = StoreApi<Leaving>;

export function createLeaving(): LeavingStore {
  return createStore<Leaving>()((set) => ({
    address: null,
    ask: (address) => set({ address }),
    settle: () => set({ address: null }),
  }));
}

/**
 * No policy of content security stops a page from being navigated, and an address can carry what was said. So a link
 * to elsewhere, whoever wrote it, and a script's attempt to take this window there end in a question to the person.
 * Not covered: a link that a person drags, or opens by the browser's own menu. Returns how to stop guarding.
 */
export function guardLeaving(leaving: LeavingStore): () => void {
  const { ask } = leaving.getState();
  const stop = new AbortController();
  const { signal } = stop;

  function onPress(event: MouseEvent): void {
    const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement);
    if (!link || event.defaultPrevented || !leadsElsewhere(link.href)) return;
    event.preventDefault();
    ask(link.href);
  }
  // The middle button opens a link too, and tells of it by another event.
  document.addEventListener('click', onPress, { signal });
  document.addEventListener('auxclick', (event) => event.button === 1 && onPress(event), { signal });

  // Browsers without it still have the links guarded.
  if ('navigation' in window) {
    window.navigation.addEventListener(
      'navigate',
      (event) => {
        if (!event.cancelable || event.downloadRequest !== null || !leadsElsewhere(event.destination.url)) return;
        event.preventDefault();
        ask(event.destination.url);
      },
      { signal },
    );
  }
  return () => stop.abort();
}

/**
 * Everything but another place of this very document: a file of the own server too, for its address would stand in that server's
 * log, and `mailto:`, which hands the address to another program. A blob is made by the page and saved.
 */
function leadsElsewhere(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const [to, here] = [new URL(address), window.location];
  if (to.protocol === 'blob:') return to.origin !== here.origin;
  return to.origin !== here.origin || to.pathname !== here.pathname || to.search !== here.search;
}
