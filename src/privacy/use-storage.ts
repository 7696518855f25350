import { useCallback, useEffect, useState } from 'react';
import { readStorage, type StorageReport } from './storage';

/** What is stored now; asked again whenever `changed` does. Null until the browser has answered. */
export function useStorage(changed: unknown): { storage: StorageReport | null; refresh: () => void } {
  const [storage, setStorage] = useState<StorageReport | null>(null);
  const refresh = useCallback(() => {
    void readStorage().then(setStorage);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `changed` is the occasion, not an input
  useEffect(refresh, [changed, refresh]);
  return { storage, refresh };
}
