import { useEffect, useState } from 'react';
import { addSample } from '../../add-datasets';
import { useDatasets } from '../../queries';

/** Sees that a browser without any data set has the bundled sample. Gives what stood in the way. */
export function useSample(): Error | null {
  const empty = useDatasets()?.length === 0;
  const [problem, setProblem] = useState<Error | null>(null);
  useEffect(() => {
    if (empty) addSample().then(() => setProblem(null), setProblem);
  }, [empty]);
  return problem;
}
