import { ByteProgress } from '../download/byte-progress';
import { downloadModel } from '../download/download';
import type { FetchOptions } from '../download/fetch-bytes';
import { exportBytes, exportModel } from '../integrity/export-model';
import { FolderError } from '../integrity/folder-error';
import type { WorkOptions } from '../integrity/hash-file';
import { repairFiles } from '../integrity/repair-files';
import { isBad, verifyFiles } from '../integrity/verify-files';
import type { ArtifactStore } from '../storage/artifact-store';
import type { ModelFile } from '../storage/model-files';
import type { RunTask, Task, TaskProgress, TaskResult } from './task';

/** Does tasks on this thread's own store. `fetching` is for tests, which do not wait between tries. */
export function performOn(store: ArtifactStore, fetching: Omit<FetchOptions, 'signal'> = {}): RunTask {
  return async (task, onProgress, signal) => {
    const download = { ...fetching, signal, onProgress: reportOf('fetching', onProgress) };
    const verify = (files: readonly ModelFile[]) =>
      verifyFiles(files, store, counted('verifying', sumBytes(files), onProgress, signal));
    switch (task.kind) {
      case 'download':
        return { kind: 'download', ...(await downloadModel(task.artifacts, store, download)) };
      case 'verify':
        return { kind: 'verify', files: await verify(task.files) };
      case 'repair': {
        const repaired = task.bad ?? (await verify(task.files)).filter(isBad).map(({ path }) => path);
        await repairFiles(task.artifacts, task.files, repaired, store, download);
        return { kind: 'repair', repaired };
      }
      case 'export':
        return exportTo(task, store, counted('copying', exportBytes(task.files), onProgress, signal));
    }
  };
}

async function exportTo(
  { head, files, folder }: Extract<Task, { kind: 'export' }>,
  store: ArtifactStore,
  options: WorkOptions,
): Promise<TaskResult> {
  try {
    const { variants } = await exportModel(head, files, store, folder, options);
    const bytes = sumBytes(variants.flatMap((variant) => [...variant.files, ...variant.libraries]));
    return { kind: 'export', bytes, folder: folder.name };
  } catch (error) {
    throw FolderError.from(error);
  }
}

type Report = (progress: TaskProgress) => void;

const reportOf = (step: TaskProgress['step'], onProgress: Report) => (report: Omit<TaskProgress, 'step'>) =>
  onProgress({ step, ...report });

function counted(step: TaskProgress['step'], totalBytes: number, onProgress: Report, signal: AbortSignal): WorkOptions {
  const progress = new ByteProgress(totalBytes, 0);
  const report = reportOf(step, onProgress);
  report(progress.report());
  return {
    signal,
    onBytes(bytes) {
      progress.add(bytes);
      report(progress.report());
    },
  };
}

function sumBytes(files: readonly { bytes: number | null }[]): number {
  return files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
}
