import { useEffect, useState } from 'react';
import { steadyNow } from '@/clock/clocks';
import { rows } from '../../rows';
import type { Run, Sample } from '../../types';

/** While a run goes on its samples are read again no more often than this: ten thousand take a moment. */
const PAUSE_MS = 3000;

interface Read {
  id: string;
  /** How many the run had when they were read. */
  done: number;
  /** By the page's clock. */
  at: number;
  samples: Sample[];
}

/** The samples of a run in its order; undefined until they are read. Those of a running run follow it at a distance. */
export function useRunSamples({ id, state, done }: Pick<Run, 'id' | 'state' | 'done'>): Sample[] | undefined {
  const [read, setRead] = useState<Read>();
  const current = read?.id === id ? read : undefined;
  const behind = current?.done !== done;
  const nextAt = current && state === 'running' ? current.at + PAUSE_MS : 0;

  useEffect(() => {
    if (!behind) return;
    let left = false;
    const timer = setTimeout(
      async () => {
        const samples = await rows.samplesOf(id);
        if (!left) setRead({ id, done, at: steadyNow(), samples });
      },
      Math.max(0, nextAt - steadyNow()),
    );
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [id, done, behind, nextAt]);

  return current?.samples;
}
