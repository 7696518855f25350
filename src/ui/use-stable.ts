import { useCallback, useLayoutEffect, useRef } from 'react';

/** A handler that stays the same function and does what the last drawing would have it do: what it is handed to need not be drawn again. */
export function useStable<Given extends unknown[]>(handle: (...given: Given) => void): (...given: Given) => void {
  const latest = useRef(handle);
  useLayoutEffect(() => {
    latest.current = handle;
  });
  return useCallback((...given) => latest.current(...given), []);
}
