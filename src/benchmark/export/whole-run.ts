import { countAnswer, noAnswers } from '../results/run-counts';
import type { Item, Run, Sample, Transcript } from '../types';

/** One item of a run with all that is known of it. */
export type SampleRow = readonly [Sample, Transcript];

/** Rows in the run's order, perhaps read from the database as they are asked for. */
export type SampleRows = Iterable<SampleRow> | AsyncIterable<SampleRow>;

/** A run that is here as a whole: read from a file, or merged. */
export interface WholeRun {
  run: Run;
  /** In the run's order. */
  rows: SampleRow[];
}

/** What a format needs that shows questions and options too. */
export interface RunToExport {
  run: Run;
  rows: SampleRows;
  /** Of the run's data set, by id. */
  items: ReadonlyMap<string, Item>;
}

/** A file to be saved under its name. */
export interface ExportFile {
  name: string;
  blob: Blob;
}

/** The run with the counts that its rows give. */
export function withCounts(run: Run, rows: readonly SampleRow[]): Run {
  const counts = noAnswers();
  for (const [sample] of rows) countAnswer(counts, run, sample);
  return { ...run, ...counts };
}

/** The same rows as those of another run. */
export const rowsOfRun = (runId: string, rows: readonly SampleRow[]): SampleRow[] =>
  rows.map(([sample, transcript]) => [
    { ...sample, runId },
    { ...transcript, runId },
  ]);
