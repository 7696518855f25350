import { useEffect, useState } from 'react';
import { rows } from '../../rows';
import type { Run, Sample } from '../../types';

/** The samples of runs, in the order of the runs; undefined until they are read. Read again when a run ends or stands still. */
export function useSamplesOf(runs: readonly Run[]): Sample[][] | undefined {
  const [read, setRead] = useState<{ key: string; samples: Sample[][] }>();
  const ids = runs.map(({ id }) => id).join(',');
  const key = runs.map(({ id, state }) => `${id} ${state}`).join(',');

  useEffect(() => {
    let left = false;
    void Promise.all(ids.split(',').map((id) => rows.samplesOf(id))).then((samples) => {
      if (!left) setRead({ key, samples });
    });
    return () => {
      left = true;
    };
  }, [ids, key]);

  return read?.key === key ? read.samples : undefined;
}
