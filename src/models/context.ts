import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { ModelsState, ModelsStore } from './store';

const ModelsContext = createContext<ModelsStore | null>(null);

export const ModelsProvider = ModelsContext.Provider;

export function useModels<T>(select: (state: ModelsState) => T): T {
  const store = useContext(ModelsContext);
  if (!store) throw new Error('useModels needs a ModelsProvider above it');
  return useStore(store, select);
}
