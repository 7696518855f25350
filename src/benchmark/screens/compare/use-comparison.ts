import { useEffect, useState } from 'react';
import type { Metric } from '../../results/accuracy';
import { type Comparison, compareRuns } from '../../results/compare';
import type { Sample } from '../../types';

interface Asked {
  first: readonly Sample[];
  second: readonly Sample[];
  metric: Metric;
}

/** Drawing ten thousand resamples of ten thousand items takes most of a second: so it is done once the page says so. */
export function useComparison(
  first: readonly Sample[],
  second: readonly Sample[],
  metric: Metric,
): Comparison | undefined {
  const [made, setMade] = useState<Asked & { comparison: Comparison }>();
  useEffect(() => {
    const timer = setTimeout(
      () => setMade({ first, second, metric, comparison: compareRuns(first, second, metric) }),
      20,
    );
    return () => clearTimeout(timer);
  }, [first, second, metric]);
  const current = made && made.first === first && made.second === second && made.metric === metric;
  return current ? made.comparison : undefined;
}
