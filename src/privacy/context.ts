import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Ledger, LedgerStore } from './ledger';

const LedgerContext = createContext<LedgerStore | null>(null);

export const LedgerProvider = LedgerContext.Provider;

export function useLedger<T>(select: (ledger: Ledger) => T): T {
  const store = useContext(LedgerContext);
  if (!store) throw new Error('useLedger needs a LedgerProvider above it');
  return useStore(store, select);
}
