import { useCallback, useEffect, useState } from 'react';
import { addSample } from '../../add-datasets';
import { useDatasets } from '../../queries';

/** Why there is no sample, and how it is tried again. */
export interface NoSample {
  error: Error;
  again: () => void;
}

/** Sees that a browser without any data set has the bundled sample. Gives what stood in the way. */
export function useSample(): NoSample | null {
  const empty = useDatasets()?.length === 0;
  const [error, setError] = useState<Error | null>(null);
  const add = useCallback(() => {
    setError(null);
    addSample().catch(setError);
  }, []);
  useEffect(() => {
    if (empty) add();
  }, [empty, add]);
  return empty && error ? { error, again: add } : null;
}
