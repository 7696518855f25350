import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './errors.ts';
import { paths } from './paths.ts';

/**
 * Runs the work while no other set-up works in the same folder. The lock of a process that is gone is
 * taken over. Throws SetupError where another one runs. Ctrl+C during the work ends the process, and with
 * it the programs it runs.
 */
export async function alone<T>(work: () => Promise<T>, folder: string = paths.build): Promise<T> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'lock');
  take(file);
  const release = (): void => rmSync(file, { force: true });
  const interrupt = (): never => process.exit(130);
  process.on('exit', release).on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work();
  } finally {
    process.off('exit', release).off('SIGINT', interrupt).off('SIGTERM', interrupt);
    release();
  }
}

function take(file: string): void {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch {
    const owner = Number(readFileSync(file, 'utf8'));
    if (isRunning(owner)) {
      throw new SetupError(
        `Another set-up (process ${owner}) is at work in this folder.`,
        'Wait for it, or end it, then run the same command again.',
      );
    }
    writeFileSync(file, String(process.pid));
  }
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
