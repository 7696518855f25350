import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { KioskState, KioskStore } from './store';

/** Null where the page is no kiosk. */
export const KioskContext = createContext<KioskStore | null>(null);

/** For what is shown in a kiosk only. */
export function useKiosk<T>(select: (state: KioskState) => T): T {
  const store = useContext(KioskContext);
  if (!store) throw new Error('useKiosk needs a kiosk');
  return useStore(store, select);
}
