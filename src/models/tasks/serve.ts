import { failureOf, type RunTask, type Task, type TaskFailure, type TaskProgress, type TaskResult } from './task';

/** What a worker of one task says. */
export type FromTaskWorker =
  | { kind: 'progress'; progress: TaskProgress }
  | { kind: 'done'; result: TaskResult }
  | { kind: 'failed'; failure: TaskFailure };

/** What it is told: its task, and then perhaps to stop. */
export type ToTaskWorker = { kind: 'do'; task: Task } | { kind: 'cancel' };

/** More often than this nobody can read. */
const REPORT_EVERY_MS = 100;

/** The worker's side: does the one task it is given. Stopping lets it take back what it has half written. */
export function serveTask(run: RunTask, post: (message: FromTaskWorker) => void) {
  const stop = new AbortController();
  let reported = Number.NEGATIVE_INFINITY;
  const report = (progress: TaskProgress) => {
    const now = performance.now();
    if (now - reported < REPORT_EVERY_MS && progress.loadedBytes < progress.totalBytes) return;
    reported = now;
    post({ kind: 'progress', progress });
  };
  return (message: ToTaskWorker): void => {
    if (message.kind === 'cancel') {
      stop.abort();
      return;
    }
    run(message.task, report, stop.signal).then(
      (result) => post({ kind: 'done', result }),
      (error) => post({ kind: 'failed', failure: failureOf(error) }),
    );
  };
}
