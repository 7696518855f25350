import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { ImportActions, ImportState } from './state';
import type { ImportStore } from './store';

const ImportContext = createContext<ImportStore | null>(null);

export const ImportProvider = ImportContext.Provider;

function useImportStore(): ImportStore {
  const store = useContext(ImportContext);
  if (!store) throw new Error('the import needs an ImportProvider above it');
  return store;
}

export function useImport<T>(select: (state: ImportState) => T): T {
  return useStore(useImportStore(), select);
}

/** They never change. */
export function useImportActions(): ImportActions {
  return useImportStore().getState();
}
