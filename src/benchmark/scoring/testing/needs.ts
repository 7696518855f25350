import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { it } from 'vitest';

const fromRoot = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

/** Lies beside the checkout: data that may not be committed. */
const shared = (path: string) => fromRoot(`../shared/${path}`);
const python = process.env.HAKUI_PYTHON ?? 'python3';

/** CPython's figures for 2,316 items, a JSON line each. */
export const goldenMetrics = shared('golden/metrics.jsonl');
/** IgakuQA as its publisher has it: a folder for each year, and baseline_results. */
export const igakuQa = shared('data/igakuqa');

export interface Need {
  /** What is missing here, and so can't be tried; null where it is there. */
  missing: string | null;
}

export const needsGoldenMetrics: Need = needsFile(goldenMetrics);
export const needsIgakuQa: Need = needsFile(igakuQa);
export const needsPython: Need = {
  missing: spawnSync(python, ['-c', 'import difflib, json']).status === 0 ? null : `no Python at ${python}`,
};

function needsFile(path: string): Need {
  return { missing: existsSync(path) ? null : `there is no ${path}` };
}

/** A test that needs something from outside. Without it the test fails in CI, and is left out with a word elsewhere. */
export function itWith(needs: readonly Need[], name: string, test: () => Promise<void> | void): void {
  const missing = needs.flatMap((need) => need.missing ?? []).join('; ');
  if (missing === '') {
    it(name, { timeout: 300_000 }, test);
  } else if (process.env.CI) {
    it(name, () => {
      throw new Error(missing);
    });
  } else {
    it.skip(`${name} (not tried: ${missing})`);
  }
}

/** Runs a script of ../testdata on `input` and returns what it printed. */
export function runPython(script: string, args: readonly string[] = [], input = ''): string {
  const file = fromRoot(`src/benchmark/scoring/testdata/${script}`);
  const env = { ...process.env, PYTHONIOENCODING: 'utf-8', PYTHONDONTWRITEBYTECODE: '1' };
  const run = spawnSync(python, [file, ...args], { encoding: 'utf8', env, input, maxBuffer: 2 ** 28 });
  if (run.status !== 0) throw new Error(`${script} failed:\n${run.stdout}${run.stderr}`);
  return run.stdout;
}
