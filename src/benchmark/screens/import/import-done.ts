import type { Merged } from '../../export/merge';
import type { PredictionsRead } from '../../export/predictions';
import type { Imported, RunFilesRead } from './import-files';

/** What came of files that were imported. */
export interface ImportDone {
  imported: Imported[];
  refused: RunFilesRead['refused'];
  merged: Merged | null;
  predictions: PredictionsRead | null;
}

export const NOTHING_DONE: ImportDone = { imported: [], refused: [], merged: null, predictions: null };
