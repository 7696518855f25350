import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Vault, VaultStore } from './store';

export const VaultContext = createContext<VaultStore | null>(null);

export const VaultProvider = VaultContext.Provider;

export function useVault<T>(select: (vault: Vault) => T): T {
  const store = useContext(VaultContext);
  if (!store) throw new Error('useVault needs a VaultProvider above it');
  return useStore(store, select);
}
