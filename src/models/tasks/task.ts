import type { ModelArtifacts } from '../artifacts';
import type { BytesReport } from '../download/byte-progress';
import { type ErrorDetails, ModelError, type ModelErrorCode, storageErrorOf } from '../errors';
import type { ChosenFolder, ManifestHead } from '../integrity/export-model';
import { FolderError, type FolderErrorCode } from '../integrity/folder-error';
import type { CheckedFile } from '../integrity/verify-files';
import type { DoJob } from '../jobs/serve-job';
import type { ModelFile } from '../storage/model-files';

/** A long piece of work on a model's files. Plain data: it crosses a worker's border. */
export type Task =
  | { kind: 'download'; artifacts: ModelArtifacts }
  | { kind: 'verify'; files: ModelFile[] }
  /** `bad`: the paths that a verification found; null where none was made yet. */
  | { kind: 'repair'; artifacts: ModelArtifacts; files: ModelFile[]; bad: string[] | null }
  | { kind: 'export'; head: ManifestHead; files: ModelFile[]; folder: ChosenFolder };

export type TaskResult =
  | { kind: 'download'; downloadedBytes: number }
  | { kind: 'verify'; files: CheckedFile[] }
  | { kind: 'repair'; repaired: string[] }
  | { kind: 'export'; bytes: number; folder: string };

/** `fetching`: over the network; otherwise only this computer's files are read and written. */
export interface TaskProgress extends BytesReport {
  step: 'fetching' | 'verifying' | 'copying';
}

export interface TaskFailure {
  code: ModelErrorCode | FolderErrorCode | 'unknown';
  details: ErrorDetails;
}

/** Carries a failure across a worker's border. */
export class TaskError extends Error {
  override name = 'TaskError';

  constructor(readonly failure: TaskFailure) {
    super(`${failure.code} ${JSON.stringify(failure.details)}`);
  }
}

export function failureOf(error: unknown): TaskFailure {
  if (error instanceof TaskError) return error.failure;
  if (error instanceof ModelError || error instanceof FolderError) return { code: error.code, details: error.details };
  const storage = storageErrorOf(error);
  if (storage) return { code: storage.code, details: storage.details };
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: 'unknown', details: { reason } };
}

/** Does a task, here or in a worker. Rejects with what failureOf understands; aborting rejects with `cancelled`. */
export type RunTask = DoJob<Task, TaskResult, TaskProgress>;
