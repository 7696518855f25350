import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Offline, OfflineStore } from './store';

const OfflineContext = createContext<OfflineStore | null>(null);

export const OfflineProvider = OfflineContext.Provider;

export function useOffline<T>(select: (offline: Offline) => T): T {
  const store = useContext(OfflineContext);
  if (!store) throw new Error('useOffline needs an OfflineProvider above it');
  return useStore(store, select);
}
