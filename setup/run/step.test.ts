import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProgressLines } from './progress.ts';
import { forgetSteps, isFresh, runStep, type Step } from './step.ts';

const lines = new ProgressLines({ write: () => true });

let folder: string;
let runs: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steps-'));
  runs = 0;
  writeFileSync(join(folder, 'input.txt'), 'one');
});

afterEach(async () => {
  await forgetSteps(['test-step']);
  rmSync(folder, { recursive: true });
});

const step = (more: Partial<Step> = {}): Step => ({
  id: 'test-step',
  name: 'A step',
  inputs: [{ path: join(folder, 'input.txt') }, { value: { quantization: 'q4f32_1' } }],
  outputs: [join(folder, 'output.txt')],
  run: async () => {
    runs++;
    writeFileSync(join(folder, 'output.txt'), 'made');
  },
  ...more,
});

it('runs once while nothing changes', async () => {
  expect(await isFresh(step())).toBe(false);
  expect(await runStep(step(), lines)).toBe('done');
  expect(await isFresh(step())).toBe(true);
  expect(await runStep(step(), lines)).toBe('unchanged');
  expect(runs).toBe(1);
});

it('runs again when an input file changes', async () => {
  await runStep(step(), lines);
  writeFileSync(join(folder, 'input.txt'), 'two');
  expect(await runStep(step(), lines)).toBe('done');
});

it('runs again when a value changes', async () => {
  await runStep(step(), lines);
  expect(await runStep(step({ inputs: [{ value: 'other' }] }), lines)).toBe('done');
});

it('runs again when its output is gone', async () => {
  await runStep(step(), lines);
  rmSync(join(folder, 'output.txt'));
  expect(await runStep(step(), lines)).toBe('done');
});

it('does not count as done after it failed', async () => {
  await runStep(step(), lines);
  writeFileSync(join(folder, 'input.txt'), 'two');
  const failing = step({ run: () => Promise.reject(new Error('broken')) });
  await expect(runStep(failing, lines)).rejects.toThrow('broken');
  // The input as it was: the stamp of that time must be gone, because the failed run may have spoilt the output.
  writeFileSync(join(folder, 'input.txt'), 'one');
  expect(await isFresh(step())).toBe(false);
});
