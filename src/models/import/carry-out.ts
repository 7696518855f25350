import { ImportError, toImportError } from './errors';
import { examineFiles, examineRepository } from './examine';
import type { CarryOut, Order, Results } from './orders';
import type { ImportPlaces, RunOptions } from './run/places';
import { runImport } from './run/run-import';

/** The work itself, in whatever thread. `options` are for tests, which don't wait. */
export function carryOutIn(places: ImportPlaces, options: Omit<RunOptions, 'signal' | 'onProgress'> = {}): CarryOut {
  async function work(order: Order, onProgress: Parameters<CarryOut>[1], signal: AbortSignal) {
    if (order.kind === 'examine-files') return examineFiles(order.given, order.template);
    if (order.kind === 'examine-repository') return examineRepository(order, places, { ...options, signal });
    return runImport(order.journal, order.given, places, { ...options, onProgress, signal });
  }
  return async (order, onProgress, signal) => {
    try {
      return (await work(order, onProgress, signal)) as Results[typeof order.kind];
    } catch (error) {
      throw signal.aborted ? new ImportError('cancelled', {}, { cause: error }) : toImportError(error);
    }
  };
}
