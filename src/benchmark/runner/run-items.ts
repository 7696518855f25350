import { GoneError } from '@/db/storage';
import { countAnswer } from '../results/run-counts';
import type { Rows } from '../rows';
import type { Run, RunModel, Sample, Transcript } from '../types';
import { contextDiffers, EndedElsewhere, notSaved, RunFault, remedyFor } from './fault';

/** So often an item is asked before its failure is recorded. */
const MOST_ATTEMPTS = 3;

/** A run ready to go on: its items in order and the model that answers in memory. */
export interface PreparedRun {
  model: RunModel;
  total: number;
  leftOut: Run['leftOut'];
  /** Asks one item. Rejects with a RunFault or an EngineError. */
  ask(index: number, signal: AbortSignal): Promise<AnsweredItem>;
  /** The rows of an item that could not be asked. */
  failed(index: number, fault: RunFault): Promise<AnsweredItem>;
}

export interface AnsweredItem {
  sample: Omit<Sample, 'runId' | 'index' | 'attempts' | 'wallSeconds'>;
  transcript: Omit<Transcript, 'runId' | 'index'>;
}

export interface RunItemsOptions {
  rows: Pick<Rows, 'findRun' | 'changeRun' | 'addSample'>;
  prepare(run: Run, signal: AbortSignal): Promise<PreparedRun>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/**
 * Asks the items of a run from where it stands to its end, each stored as it ends. Resolves when all are
 * asked; rejects with the RunFault that stops it (`cancelled` where `signal` does), or with EndedElsewhere, and what was asked stays.
 */
export async function runItems({ rows, prepare, now }: RunItemsOptions, runId: string, signal: AbortSignal) {
  const run = await rows.findRun(runId);
  if (!run) return;
  const prepared = await prepare(run, signal);
  if (run.model !== null) expectSame(run.model, prepared.model);
  const { model, total, leftOut } = prepared;
  await saved(rows.changeRun(runId, (row) => void Object.assign(row, { model, total, leftOut })));
  for (let index = run.done; index < total; index++) {
    const begun = now();
    const { answered, attempts } = await askPatiently(prepared, index, signal);
    const sample: Sample = {
      ...answered.sample,
      runId,
      index,
      attempts,
      wallSeconds: (now() - begun) / 1000,
    };
    let goesOn = true as boolean;
    await saved(
      rows.addSample(sample, { ...answered.transcript, runId, index }, (row) => {
        countAnswer(row, row, sample);
        // Another tab has paused or ended it.
        goesOn = row.state === 'running';
      }),
    );
    if (!goesOn) throw new EndedElsewhere();
  }
}

async function askPatiently(prepared: PreparedRun, index: number, signal: AbortSignal) {
  for (let attempts = 1; ; attempts++) {
    try {
      return { answered: await prepared.ask(index, signal), attempts };
    } catch (thrown) {
      const fault = RunFault.from(thrown);
      const remedy = remedyFor(fault);
      if (remedy === 'stop') throw fault;
      if (remedy === 'retry' && attempts < MOST_ATTEMPTS) continue;
      return { answered: await prepared.failed(index, fault), attempts };
    }
  }
}

async function saved(writing: Promise<void>): Promise<void> {
  await writing.catch((error: unknown) => {
    if (error instanceof GoneError) throw new EndedElsewhere();
    throw notSaved(error);
  });
}

/** Device names differ between drivers; the files, the kernels and what fits into the context must not. */
function expectSame(began: RunModel, loaded: RunModel): void {
  const same = (['id', 'quantization', 'adapterClass', 'weightsHash', 'libraryHash'] as const).every(
    (each) => began[each] === loaded[each],
  );
  if (!same) throw new RunFault('model-differs');
  if (began.contextWindow !== loaded.contextWindow) throw contextDiffers(began, loaded);
}
