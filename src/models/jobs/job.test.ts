import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type JobWorker, runJob } from './run-job';
import { type DoJob, type JobFailure, serveJob } from './serve-job';

type Test = DoJob<string, string, number>;

class Failed extends Error {
  constructor(readonly failure: JobFailure) {
    super(failure.code);
  }
}
const failureOf = (error: unknown): JobFailure => ({ code: (error as Error).message, details: {} });

let terminated: boolean;
let progress: number[];
let stop: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  terminated = false;
  progress = [];
  stop = new AbortController();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The two sides without a thread between them; nothing comes of a worker that was ended. */
function workerOf(doJob: Test): JobWorker & { breakOff(message: string): void } {
  const event = (data: unknown) => ({ data: structuredClone(data) }) as MessageEvent;
  const port: Pick<Worker, 'postMessage' | 'onmessage'> = {
    onmessage: null,
    postMessage: (message: unknown) => {
      if (!terminated) worker.onmessage?.call(worker as unknown as Worker, event(message));
    },
  };
  const worker: JobWorker & { breakOff(message: string): void } = {
    onmessage: null,
    onerror: null,
    postMessage: (message: unknown) => port.onmessage?.call(port as unknown as Worker, event(message)),
    terminate: () => {
      terminated = true;
    },
    breakOff: (message) =>
      worker.onerror?.call(worker as unknown as Worker, { message, preventDefault: () => {} } as ErrorEvent),
  };
  serveJob(doJob, failureOf, port);
  return worker;
}

function run(worker: JobWorker): Promise<string> {
  return runJob<string, string, number>(worker, 'job', {
    onProgress: (each) => progress.push(each),
    signal: stop.signal,
    errorOf: (failure) => new Failed(failure),
  });
}

test('a result and a failure cross the border, and the worker is gone then', async () => {
  expect(await run(workerOf(async (job) => `${job} done`))).toBe('job done');
  expect(terminated).toBe(true);
  terminated = false;
  const failing = workerOf(async () => {
    throw new Error('network');
  });
  await expect(run(failing)).rejects.toMatchObject({ failure: { code: 'network', details: {} } });
  expect(terminated).toBe(true);
});

test('of progress that comes too often the first and the last of each while are told', async () => {
  const working = run(
    workerOf(async (_, onProgress) => {
      for (let at = 0; at < 10; at += 1) {
        onProgress(at);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
      return '';
    }),
  );
  await vi.advanceTimersByTimeAsync(400);
  expect(progress).toEqual([0, 3, 6, 9]);
  await vi.advanceTimersByTimeAsync(500);
  expect(await working).toBe('');
});

test('stopping waits for the worker to take back what it has half written', async () => {
  let takenBack = false;
  const working = run(
    workerOf(async (_, __, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      takenBack = true;
      throw new Error('cancelled');
    }),
  );
  stop.abort();
  await Promise.all([expect(working).rejects.toThrow('cancelled'), vi.advanceTimersByTimeAsync(1_000)]);
  expect(takenBack).toBe(true);
  expect(terminated).toBe(true);
});

test('a worker that does not stop is ended all the same', async () => {
  const working = run(workerOf(() => new Promise(() => {})));
  stop.abort();
  await vi.advanceTimersByTimeAsync(4_999);
  expect(terminated).toBe(false);
  await Promise.all([expect(working).rejects.toThrow('cancelled'), vi.advanceTimersByTimeAsync(1)]);
  expect(terminated).toBe(true);
});

test('one that was stopped before it began is told so, and one that breaks off says why', async () => {
  stop.abort();
  const seen = workerOf(async (_, __, signal) => {
    await Promise.resolve();
    throw new Error(signal.aborted ? 'cancelled' : 'not told');
  });
  await expect(run(seen)).rejects.toThrow('cancelled');
  stop = new AbortController();
  terminated = false;
  const broken = workerOf(() => new Promise(() => {}));
  const working = run(broken);
  broken.breakOff('out of memory');
  await expect(working).rejects.toMatchObject({ failure: { code: 'unknown', details: { reason: 'out of memory' } } });
  expect(terminated).toBe(true);
});
