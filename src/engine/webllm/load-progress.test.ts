import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LoadProgress } from '../types';
import { LoadReporter } from './load-progress';

const PHASES: LoadProgress['phase'][] = ['checking', 'downloading', 'reading', 'compiling', 'warming'];
const BYTES = { loadedBytes: 1, totalBytes: 2 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function collect(fetching: boolean) {
  const seen: LoadProgress[] = [];
  return { seen, reporter: new LoadReporter(fetching, (progress) => seen.push(progress)) };
}

test('the fraction never goes back, whatever the phases report, and ends at 1', () => {
  const step = fc.tuple(fc.nat(4), fc.double({ min: 0, max: 2, noNaN: true }));
  fc.assert(
    fc.property(fc.boolean(), fc.array(step), (fetching, steps) => {
      const { seen, reporter } = collect(fetching);
      for (const [phase, part] of steps.toSorted(([a], [b]) => a - b)) {
        vi.advanceTimersByTime(30);
        reporter.report(PHASES[phase]!, part, BYTES);
      }
      reporter.report('warming', 1, BYTES);
      const fractions = seen.map(({ fraction }) => fraction);
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      expect(fractions.at(-1)).toBe(1);
    }),
  );
});

test('reports come a few times a second, but every phase and its end are told', () => {
  const { seen, reporter } = collect(true);
  for (let part = 0; part <= 1; part += 1 / 1_024) {
    vi.advanceTimersByTime(1);
    reporter.report('downloading', part, BYTES);
  }
  reporter.report('reading', 0, BYTES);
  expect(seen.length).toBeLessThan(15);
  expect(seen.at(-2)).toMatchObject({ phase: 'downloading', fraction: 0.75 });
  expect(seen.at(-1)).toMatchObject({ phase: 'reading' });
});

test('the last report before a silence is told too', () => {
  const { seen, reporter } = collect(true);
  reporter.report('downloading', 0.1, BYTES);
  reporter.report('downloading', 0.2, BYTES);
  reporter.report('downloading', 0.3, { loadedBytes: 3, totalBytes: 10 });
  expect(seen).toHaveLength(1);
  vi.advanceTimersByTime(100);
  expect(seen).toHaveLength(2);
  expect(seen[1]).toMatchObject({ loadedBytes: 3 });
});

test('with nothing to fetch, downloading has no share of the whole', () => {
  const { seen, reporter } = collect(false);
  reporter.report('checking', 1, BYTES);
  reporter.report('reading', 0, BYTES);
  expect(seen[0]?.fraction).toBe(seen[1]?.fraction);
});
