import { useCallback, useEffect, useState } from 'react';
import { readStorage, type StorageReport } from './storage';

/** What is stored now; asked again whenever `changed` does. Undefined until the browser has answered, null where it does not say. */
export function useStorage(changed: unknown): { storage: StorageReport | null | undefined; refresh: () => void } {
  const [storage, setStorage] = useState<StorageReport | null | undefined>(undefined);
  const refresh = useCallback(() => {
    void readStorage().then(setStorage);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `changed` is the occasion, not an input
  useEffect(refresh, [changed, refresh]);
  return { storage, refresh };
}
