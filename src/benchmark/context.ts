import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { BenchmarkState, BenchmarkStore } from './store';

const BenchmarkContext = createContext<BenchmarkStore | null>(null);

export const BenchmarkProvider = BenchmarkContext.Provider;

export function useBenchmark<T>(select: (state: BenchmarkState) => T): T {
  const store = useContext(BenchmarkContext);
  if (!store) throw new Error('useBenchmark needs a BenchmarkProvider above it');
  return useStore(store, select);
}
