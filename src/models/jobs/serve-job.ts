import type { ErrorDetails } from '../errors';

/* One job in a worker of its own, so that gigabytes never stop a screen: what the two sides say to each other, and the worker's. */

/** Why a job did not end well: plain data, as it crosses the worker's border. */
export interface JobFailure {
  code: string;
  details: ErrorDetails;
}

export type ToJobWorker<Job> = { kind: 'do'; job: Job } | { kind: 'stop' };

export type FromJobWorker<Result, Progress> =
  | { kind: 'progress'; progress: Progress }
  | { kind: 'done'; result: Result }
  | { kind: 'failed'; failure: JobFailure };

/** Does a job. Aborting the signal lets it take back what it has half written; it rejects then, as `cancelled`. */
export type DoJob<Job, Result, Progress> = (
  job: Job,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
) => Promise<Result>;

/** More often than this nobody can read. */
const REPORT_EVERY_MS = 100;

/** Does the one job that `port` is given, and says what came of it. `failureOf` is asked about whatever was thrown. */
export function serveJob<Job, Result, Progress>(
  doJob: DoJob<Job, Result, Progress>,
  failureOf: (error: unknown) => JobFailure,
  port: Pick<Worker, 'postMessage' | 'onmessage'>,
): void {
  const post = (message: FromJobWorker<Result, Progress>) => port.postMessage(message);
  const report = sparingly<Progress>((progress) => post({ kind: 'progress', progress }));
  const stop = new AbortController();
  port.onmessage = ({ data }: MessageEvent<ToJobWorker<Job>>) => {
    if (data.kind === 'stop') return stop.abort();
    doJob(data.job, report, stop.signal).then(
      (result) => post({ kind: 'done', result }),
      (error) => post({ kind: 'failed', failure: failureOf(error) }),
    );
  };
}

/** Passes on what comes after a while without any, and the last of what comes too often. */
function sparingly<T>(pass: (value: T) => void): (value: T) => void {
  let passedAt = Number.NEGATIVE_INFINITY;
  let held: { value: T } | null = null;
  const passNow = (value: T) => {
    passedAt = performance.now();
    held = null;
    pass(value);
  };
  return (value) => {
    const rest = passedAt + REPORT_EVERY_MS - performance.now();
    if (rest <= 0) return passNow(value);
    if (held === null) setTimeout(() => held && passNow(held.value), rest);
    held = { value };
  };
}
