import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './errors.ts';
import { paths, repository, shown } from './paths.ts';

export interface CommandOptions {
  /** Names the log file: `.build/logs/<log>.log`. */
  log: string;
  /** What to do if it fails. */
  next: string;
  cwd?: string;
  env?: Record<string, string>;
}

/** What still runs when this process ends would go on writing into folders that the next run clears. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill();
});

/**
 * Runs a program to its end and returns what it wrote to standard output; all its output goes to the log.
 * Throws SetupError with the last line of its output where it fails or can't be found.
 */
export async function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  mkdirSync(paths.logs, { recursive: true });
  const file = join(paths.logs, `${options.log}.log`);
  const log = createWriteStream(file);
  log.write(`$ ${[program, ...args].join(' ')}\n`);
  let output = '';
  let everything = '';
  const code = await new Promise<number | string>((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? repository,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      everything += chunk.toString();
      log.write(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      everything += chunk.toString();
      log.write(chunk);
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status, signal) => {
      running.delete(child);
      resolve(status ?? signal ?? 'no status');
    });
  });
  await new Promise<void>((resolve) => log.end(resolve));
  if (code === 0) return output;
  const reason = typeof code === 'number' ? `ended with status ${code}` : code;
  throw new SetupError(
    `${shown(program)} ${args[0] ?? ''}: ${reason}. ${tellingLine(everything)}`.trim(),
    options.next,
    shown(file),
  );
}

/** The line that most likely says why: the last one that speaks of an error, else the last one. */
function tellingLine(output: string): string {
  const lines = output.trim().split('\n');
  return (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? '').trim();
}

/** Whether a program starts and ends well; for asking, so nothing is logged. */
export function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

/** What a program prints, or null where it is missing or fails; for asking, so nothing is logged. */
export function outputOf(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code === 0 ? output : null));
  });
}
