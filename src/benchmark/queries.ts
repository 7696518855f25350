import { useLiveQuery } from 'dexie-react-hooks';
import { useMemo } from 'react';
import { useBenchmark } from './context';
import { type AddedProtocol, type DatasetHead, rows } from './rows';
import type { Halted } from './runner/queue';
import type { Item, Run, Transcript } from './types';

/* Undefined until the database has answered; each follows every change, those of other tabs too. */

/** A run whose row could not be told that it stands still. */
function asItStands(run: Run, halted: Halted): Run {
  const fault = halted.get(run.id);
  return fault === undefined || run.state !== 'running' ? run : { ...run, state: 'paused', fault };
}

/** Newest first. */
export function useRuns(): Run[] | undefined {
  const runs = useLiveQuery(rows.listRuns);
  const halted = useBenchmark((benchmark) => benchmark.halted);
  return useMemo(() => runs?.map((run) => asItStands(run, halted)), [runs, halted]);
}

/**
 * Whether a tab asks the items of a run. False where the runs can't be read, as while the vault is locked: this is shown outside its
 * gate, where a query that rejects would take the whole page along.
 */
export function useIsRunning(): boolean {
  const running = () =>
    rows.listRuns().then(
      (runs) => runs.some(({ state }) => state === 'running'),
      () => false,
    );
  return useLiveQuery(running) ?? false;
}

/** Null where there is no such run. */
export function useRun(id: string): Run | null | undefined {
  const run = useLiveQuery(async () => (await rows.findRun(id)) ?? null, [id]);
  const halted = useBenchmark((benchmark) => benchmark.halted);
  return useMemo(() => run && asItStands(run, halted), [run, halted]);
}

export function useTranscript(runId: string, index: number): Transcript | null | undefined {
  return useLiveQuery(async () => (await rows.findTranscript(runId, index)) ?? null, [runId, index]);
}

export function useDatasets(): DatasetHead[] | undefined {
  return useLiveQuery(rows.listDatasets);
}

/** Null where the data set was deleted, or never was in this browser. */
export function useItems(datasetId: string): Item[] | null | undefined {
  return useLiveQuery(async () => (await rows.itemsOf(datasetId))?.items ?? null, [datasetId]);
}

export function useAddedProtocols(): AddedProtocol[] | undefined {
  return useLiveQuery(rows.listProtocols);
}
