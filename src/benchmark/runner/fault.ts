import { StorageError } from '@/db/storage';
import { EngineError, type EngineErrorCode } from '@/engine/errors';

/**
 * Why a run stands still. Codes of the engine, and: `interrupted`: the tab that asked is gone.
 * `model-changed`: another model was loaded meanwhile; loaded. `model-differs`: the model's files are not
 * those the run began with. `context-differs`: the model has another context length in memory; began, loaded
 * (tokens). `dataset-missing`: its data set was deleted. `not-saved`: the storage failed; reason.
 */
export type RunFaultCode =
  | EngineErrorCode
  | 'interrupted'
  | 'model-changed'
  | 'model-differs'
  | 'context-differs'
  | 'dataset-missing'
  | 'not-saved';

export class RunFault extends Error {
  override name = 'RunFault';

  constructor(
    readonly code: RunFaultCode,
    readonly details: Readonly<Record<string, string | number | null>> = {},
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(details)}`, options);
  }

  static from(error: unknown): RunFault {
    if (error instanceof RunFault) return error;
    if (error instanceof StorageError) return notSaved(error);
    const { code, details } = EngineError.from(error);
    return new RunFault(code, details, { cause: error });
  }
}

export function notSaved(error: unknown): RunFault {
  if (!(error instanceof StorageError)) return RunFault.from(error);
  return new RunFault('not-saved', { reason: error.reason }, { cause: error });
}

/** Another tab has paused, ended or deleted the run: nothing is wrong with it. */
export class EndedElsewhere extends Error {
  override name = 'EndedElsewhere';
}

export const contextDiffers = (began: { contextWindow: number }, loaded: { contextWindow: number }): RunFault =>
  new RunFault('context-differs', { began: began.contextWindow, loaded: loaded.contextWindow });

/** Faults of one item: asking it again gives the same. */
const OF_THE_ITEM: ReadonlySet<RunFaultCode> = new Set(['prompt-too-long', 'bad-request']);
/** Faults that may pass: the engine has loaded the model again by then. */
const PASSING: ReadonlySet<RunFaultCode> = new Set(['device-lost', 'out-of-memory', 'unknown']);

/** What to do about a fault: record it as the item's failure, ask the item again, or let the run stand still. */
export function remedyFor({ code }: RunFault): 'record' | 'retry' | 'stop' {
  if (OF_THE_ITEM.has(code)) return 'record';
  return PASSING.has(code) ? 'retry' : 'stop';
}
