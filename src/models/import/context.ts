import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { ImportState, ImportStore } from './store';

const ImportContext = createContext<ImportStore | null>(null);

export const ImportProvider = ImportContext.Provider;

export function useImport<T>(select: (state: ImportState) => T): T {
  const store = useContext(ImportContext);
  if (!store) throw new Error('useImport needs an ImportProvider above it');
  return useStore(store, select);
}
