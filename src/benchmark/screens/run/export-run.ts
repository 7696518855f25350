import { csvFile } from '../../export/csv';
import { harnessFile } from '../../export/harness-jsonl';
import { inspectLog } from '../../export/inspect-log';
import { lmEvalFiles } from '../../export/lm-eval';
import { runFileName, writeRunFile } from '../../export/run-file';
import type { ExportFile, RunToExport, SampleRow } from '../../export/whole-run';
import { zipFiles } from '../../export/zip-files';
import { rows } from '../../rows';
import type { Item, Run } from '../../types';

export const EXPORT_FORMATS = ['run', 'csv', 'lmEval', 'inspect', 'harness'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Why a run can't be written in a format; null where it can. */
export function whyNotExport(run: Run, format: ExportFormat, hasDataset: boolean): 'letters' | 'dataset' | null {
  if (format === 'harness' && run.plan.protocol.method === 'letter') return 'letters';
  const needsItems = format === 'lmEval' || format === 'inspect' || format === 'harness';
  return needsItems && !hasDataset ? 'dataset' : null;
}

/** So many rows are written before the page may draw. */
const ROWS_AT_ONCE = 200;

interface Exporting {
  items: ReadonlyMap<string, Item>;
  /** 0 to 1. */
  onProgress: (fraction: number) => void;
  signal: AbortSignal;
}

/** The file a run becomes, and items that its format could not take. Rejects with an AbortError when called off. */
export async function exportRun(
  run: Run,
  format: ExportFormat,
  { items, onProgress, signal }: Exporting,
): Promise<{ file: ExportFile; leftOut: number }> {
  const [samples, transcripts] = await Promise.all([rows.samplesOf(run.id), rows.transcriptsOf(run.id)]);
  async function* read(): AsyncGenerator<SampleRow> {
    for (const [at, sample] of samples.entries()) {
      if (at % ROWS_AT_ONCE === 0) {
        onProgress(at / samples.length);
        await new Promise((resolve) => setTimeout(resolve));
        signal.throwIfAborted();
      }
      yield [sample, transcripts[at]!];
    }
  }
  const whole: RunToExport = { run, rows: read(), items };
  const stem = runFileName(run).replace(/\.hakui-run\.zip$/, '');
  switch (format) {
    case 'run':
      return { file: { name: runFileName(run), blob: await writeRunFile(run, whole.rows) }, leftOut: 0 };
    case 'csv':
      return { file: await csvFile(whole, `${stem}.csv`), leftOut: 0 };
    case 'lmEval': {
      const blob = await zipFiles(await lmEvalFiles(whole), new Date(run.createdAt));
      return { file: { name: `${stem}.lm-eval.zip`, blob }, leftOut: 0 };
    }
    case 'inspect':
      return { file: await inspectLog(whole), leftOut: 0 };
    case 'harness': {
      const { leftOut, ...file } = await harnessFile(whole);
      return { file, leftOut: leftOut.length };
    }
  }
}
