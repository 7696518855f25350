import { expect, it } from 'vitest';
import { progressLine } from './progress-line.ts';

function told(isTTY: boolean, steps: [ms: number, done: number][]): string[] {
  const written: string[] = [];
  let time = 0;
  const report = progressLine('q4f32_1', { isTTY, write: (text) => written.push(text) }, () => time);
  for (const [ms, done] of steps) {
    time = ms;
    report({ done, total: 80e6 });
  }
  return written;
}

it('tells bytes, percent and the time left at the pace so far', () => {
  expect(told(false, [[20_000, 20e6]])).toEqual(['q4f32_1: 20 of 80 MB, 25 %, 60 s left\n']);
});

it('redraws one line on a terminal, five times a second at most', () => {
  const lines = told(true, [
    [100, 1e6],
    [250, 2e6],
    [300, 3e6],
    [400, 80e6],
  ]);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^\r\S*q4f32_1: 2 of 80 MB, 2 %, 10 s left$/);
  expect(lines[1]).toMatch(/100 %, 0 s left\n$/);
});

it('keeps a log short, and always tells the end', () => {
  const steps = Array.from({ length: 15 }, (_, i): [number, number] => [1000 * i, 5e6 * i + 1]);
  const lines = told(false, [...steps, [15_500, 80e6]]);
  expect(lines).toHaveLength(2);
  expect(lines.at(-1)).toContain('80 of 80 MB');
});
