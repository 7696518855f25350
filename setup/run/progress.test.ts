import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProgressLines } from './progress.ts';

let written: string;
let now: number;

beforeEach(() => {
  vi.useFakeTimers();
  written = '';
  now = 0;
});

afterEach(() => vi.useRealTimers());

const terminal = (isTTY: boolean) => ({
  isTTY,
  columns: 200,
  write: (text: string) => {
    written += text;
  },
});

const pass = async (seconds: number): Promise<void> => {
  now += seconds * 1000;
  await vi.advanceTimersByTimeAsync(seconds * 1000);
};

it('says percent, time left at the pace so far, and what is being done', async () => {
  const lines = new ProgressLines(terminal(true), () => now);
  const work = lines.during('Download', async (report) => {
    report.detail('part 1 of 4');
    report.progress(0, 100);
    await new Promise((resolve) => setTimeout(resolve, 30_000));
  });
  await pass(5);
  expect(written).toContain('Download 5.0 s, part 1 of 4');
  await pass(25);
  await work;
  expect(written).toMatch(/✓ Download +30\.0 s\n/);
});

it('counts down', async () => {
  const lines = new ProgressLines(terminal(true), () => now);
  let report = { progress: (_done: number, _total: number): void => {} };
  const work = lines.during('Convert', async (given) => {
    report = given;
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });
  await pass(10);
  report.progress(25, 100);
  await pass(1);
  // A quarter in 11 seconds: three quarters are 33 seconds.
  expect(written).toContain('Convert 25%, 33.0 s left');
  await pass(49);
  await work;
});

it('shows works that run side by side', async () => {
  const lines = new ProgressLines(terminal(true), () => now);
  const wait = (seconds: number) => () => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
  const works = [lines.during('One', wait(10)), lines.during('Two', wait(20))];
  await pass(5);
  expect(written).toMatch(/… One 5\.\d s · Two 5\.\d s/);
  await pass(15);
  await Promise.all(works);
  expect(written.indexOf('✓ One')).toBeLessThan(written.indexOf('✓ Two'));
});

it('marks a work that failed and hands its error on', async () => {
  const lines = new ProgressLines(terminal(true), () => now);
  await expect(lines.during('Broken', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(written).toContain('✗ Broken');
});

it('writes no control characters into a file, and a sign of life now and then', async () => {
  const lines = new ProgressLines(terminal(false), () => now);
  const work = lines.during('Long', () => new Promise<void>((resolve) => setTimeout(resolve, 25_000)));
  await pass(25);
  await work;
  expect(written.split('\n').filter((line) => line.startsWith('… Long'))).toHaveLength(2);
  expect(written).not.toContain('\x1b');
  expect(written).not.toContain('\r');
});
