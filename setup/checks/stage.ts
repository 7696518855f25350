import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { repository } from '../run/paths.ts';
import { type Counts, heldAgainstStatus, none, type Report } from './reports.ts';

/** One part of `npm test`. It writes to the terminal itself. */
export interface Stage {
  name: string;
  program: string;
  args: readonly string[];
  cwd?: string;
  env?: Record<string, string>;
  /** After this it is ended: a hanging browser must not hang the whole run. */
  minutes: number;
  /** Where the runner writes its counts and how they are read; without it the stage counts as one test. */
  report?: { file: string; read(text: string): Report };
}

export interface StageResult {
  name: string;
  counts: Counts;
  /** The tests that it left out. */
  leftOut: readonly string[];
  seconds: number;
  /** Why it failed without a test's failing, where that is so. */
  trouble: string | null;
}

export async function runStage(stage: Stage): Promise<StageResult> {
  const started = performance.now();
  if (stage.report) await rm(stage.report.file, { force: true });
  console.log(`\n── ${stage.name} ${'─'.repeat(Math.max(0, 70 - stage.name.length))}`);
  const { status, trouble } = await run(stage);
  const { counts, leftOut } = await readReport(stage, status);
  const seconds = (performance.now() - started) / 1000;
  return { name: stage.name, counts: heldAgainstStatus(counts, status), leftOut, seconds, trouble };
}

async function readReport(stage: Stage, status: number | null): Promise<Report> {
  const failed = { counts: { ...none, failed: 1 }, leftOut: [] };
  if (!stage.report) return status === 0 ? { counts: { ...none, passed: 1 }, leftOut: [] } : failed;
  const text = await readFile(stage.report.file, 'utf8').catch(() => null);
  // A runner that wrote no report did not end: that is a failure even with status 0.
  return text === null ? failed : stage.report.read(text);
}

function run(stage: Stage): Promise<{ status: number | null; trouble: string | null }> {
  return new Promise((resolve) => {
    const child = spawn(stage.program, stage.args, {
      cwd: stage.cwd ?? repository,
      env: { ...process.env, ...stage.env },
      stdio: ['ignore', 'inherit', 'inherit'],
      // A group of its own, so that what it started ends with it.
      detached: process.platform !== 'win32',
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child.pid);
    }, stage.minutes * 60_000);
    // In a group of its own it does not hear the terminal's Ctrl+C.
    const interrupt = (): void => {
      endGroup(child.pid);
      process.exit(130);
    };
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    const end = (status: number | null, trouble: string | null): void => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      endGroup(child.pid);
      resolve({ status, trouble });
    };
    child.on('error', (error) => end(null, error.message));
    child.on('close', (status, signal) => {
      if (late) end(null, `ended after ${stage.minutes} minutes`);
      else end(status, status === null ? `ended by ${signal}` : null);
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}
