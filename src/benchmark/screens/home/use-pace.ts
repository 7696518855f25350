import { useBenchmark } from '../../context';
import type { Run } from '../../types';

/** Fewer items say too little of what is to come. */
const LEAST_ITEMS = 3;

/** How fast the run goes that this tab asks now; null for every other, and until it can be told. */
export function usePace(run: Run): { perMinute: number; secondsLeft: number } | null {
  const active = useBenchmark((benchmark) => benchmark.activeId === run.id);
  const since = useBenchmark((benchmark) => benchmark.since);
  if (!active || since === null) return null;
  const done = run.done - since.done;
  const minutes = (performance.now() - since.at) / 60_000;
  if (done < LEAST_ITEMS || minutes <= 0) return null;
  const perMinute = done / minutes;
  return { perMinute, secondsLeft: ((run.total - run.done) / perMinute) * 60 };
}
