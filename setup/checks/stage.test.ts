import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runStage, type Stage } from './stage.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stage-'));
  vi.spyOn(console, 'log').mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const stage = (script: string, more: Partial<Stage> = {}): Stage => ({
  name: 'A stage',
  program: process.execPath,
  args: ['-e', script],
  minutes: 1,
  ...more,
});

const reported = (): Pick<Stage, 'report'> => ({
  report: {
    file: join(folder, 'report'),
    read: (text) => ({ counts: { passed: Number(text), failed: 0, skipped: 0 }, leftOut: ['one on a GPU'] }),
  },
});
const write = () => `require("fs").writeFileSync(${JSON.stringify(join(folder, 'report'))}, "7");`;

it('counts a check as one test, by its status', async () => {
  expect((await runStage(stage(''))).counts).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect((await runStage(stage('process.exit(2)'))).counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it("takes a runner's own counts, and what it left out", async () => {
  expect(await runStage(stage(write(), reported()))).toMatchObject({
    counts: { passed: 7, failed: 0, skipped: 0 },
    leftOut: ['one on a GPU'],
  });
});

it('fails where the runner failed without saying so in its report', async () => {
  const { counts } = await runStage(stage(`${write()} process.exit(1)`, reported()));
  expect(counts).toEqual({ passed: 7, failed: 1, skipped: 0 });
});

it('fails where no report was written, even one of an earlier run', async () => {
  await runStage(stage(write(), reported()));
  expect((await runStage(stage('', reported()))).counts.failed).toBe(1);
});

it('ends a stage that takes too long, and fails', async () => {
  const { counts, trouble } = await runStage(stage('setInterval(() => {}, 1000)', { minutes: 0.5 / 60 }));
  expect(counts.failed).toBe(1);
  expect(trouble).toContain('ended after');
});

it('says that the program is missing', async () => {
  const { counts, trouble } = await runStage(stage('', { program: 'no-such-program' }));
  expect(counts.failed).toBe(1);
  expect(trouble).toContain('ENOENT');
});
