import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { Parameter } from '../../model-config/convert/parameters.ts';
import type { WeightSource } from '../../model-config/convert/weight-source.ts';
import type { Architecture } from '../../model-config/models/record.ts';
import { SetupError } from '../run/errors.ts';
import { writeWhole } from '../run/files.ts';
import { paths, shown } from '../run/paths.ts';
import { venvPython } from '../system/python.ts';

/** What every order to the Python side says of the model, and the texts as tokens. */
export interface Order {
  architecture: Architecture;
  parameters: Parameter[];
  texts: number[][];
}

interface Asking {
  /** The weights before any rounding, and as a rule rounds them where that is asked for. */
  source: WeightSource;
  rounded?: WeightSource | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

const Said = z.union([
  z.strictObject({ rows: z.tuple([z.string(), z.number(), z.number(), z.number()]), rounded: z.boolean() }),
  z.strictObject({ progress: z.tuple([z.number(), z.number()]) }),
  z.strictObject({ result: z.unknown() }),
]);

/** Weights sent at a time. */
const BLOCK = 1 << 20;

/**
 * Runs `python -m hakui_calibration` and answers what it asks for (pipe.py has the words): it has the arithmetic, this
 * process the one reader of model files. Returns its result. Rejects with SetupError where it fails, with the error of
 * the weights where those can't be read, and with the signal's reason; the program is ended then.
 */
export async function askPython(
  what: 'fidelity' | 'calibrate',
  id: string,
  order: Order,
  { source, rounded, onProgress, signal }: Asking,
): Promise<unknown> {
  const file = join(paths.work, `${what}-${id}.json`);
  await writeWhole(file, JSON.stringify(order));
  mkdirSync(paths.logs, { recursive: true });
  const log = join(paths.logs, `${what}-${id}.log`);
  const child = spawn(venvPython, ['-m', 'hakui_calibration', what, file], {
    cwd: paths.calibration,
    env: { ...process.env, OPENBLAS_NUM_THREADS: threads(), PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const end = () => void child.kill();
  process.once('exit', end);
  signal?.addEventListener('abort', end);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stderr.pipe(createWriteStream(log));
  // A program that has ended reads nothing more; how it ended says why.
  child.stdin.on('error', () => {});
  const closed = new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status, signalName) => resolve(status ?? signalName ?? 'no status'));
  });
  try {
    const result = await answer(child.stdout, child.stdin, source, rounded, onProgress);
    child.stdin.end();
    const code = await closed;
    signal?.throwIfAborted();
    if (code === 0) return result;
    const reason = errors.trim().split('\n').at(-1) || `ended with ${code}`;
    throw new SetupError(
      reason.replace(/^hakui_calibration: /, ''),
      'Look at the output, then run the same command again: it goes on where it stopped.',
      shown(log),
    );
  } finally {
    end();
    process.off('exit', end);
    signal?.removeEventListener('abort', end);
  }
}

/** The same number each time: how sums are split decides their last bits. */
const threads = () => process.env.OPENBLAS_NUM_THREADS ?? String(availableParallelism());

async function answer(
  output: Readable,
  input: Writable,
  source: WeightSource,
  rounded: WeightSource | undefined,
  onProgress: Asking['onProgress'],
): Promise<unknown> {
  let result: unknown = null;
  for await (const line of createInterface({ input: output })) {
    const said = Said.parse(JSON.parse(line));
    if ('progress' in said) onProgress?.(...said.progress);
    else if ('rows' in said) await send(input, said.rounded ? rounded! : source, ...said.rows);
    else result = said.result;
  }
  return result;
}

async function send(
  input: Writable,
  weights: WeightSource,
  name: string,
  from: number,
  count: number,
  columns: number,
) {
  // A vector is asked for as one row, and given as one.
  const step = Math.max(1, Math.floor(BLOCK / columns / 128)) * 128;
  for (let done = 0; done < count; done += step) {
    const values = await weights.rows(name, from + done, Math.min(step, count - done));
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    // Called when the bytes are gone, or can't go any more.
    await new Promise<void>((resolve) => input.write(bytes, () => resolve()));
  }
}
