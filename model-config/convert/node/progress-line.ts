import type { WeightsProgress } from '../write-weights.ts';

const MEGA = 1e6;
const TERMINAL_MS = 200;
/** Where lines can't be redrawn (a log file): a sign of life this often. */
const LOG_MS = 10_000;

export interface ProgressOutput {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
}

/** Tells bytes, percent and time left, e.g. "q4f32_1: 36 of 86 MB, 42 %, 3 s left"; on one line where there is a terminal. */
export function progressLine(label: string, output: ProgressOutput, now: () => number = () => performance.now()) {
  const started = now();
  let told = started;
  return ({ done, total }: WeightsProgress): void => {
    const ended = done === total;
    if (!ended && now() - told < (output.isTTY ? TERMINAL_MS : LOG_MS)) return;
    told = now();
    const megabytes = `${Math.round(done / MEGA)} of ${Math.round(total / MEGA)} MB`;
    const seconds = Math.ceil(((now() - started) / 1000) * (total / done - 1));
    const line = `${label}: ${megabytes}, ${Math.floor((100 * done) / total)} %, ${seconds} s left`;
    output.write(output.isTTY ? `\r\x1b[2K${line}${ended ? '\n' : ''}` : `${line}\n`);
  };
}
