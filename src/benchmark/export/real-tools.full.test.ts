import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { inspectLog } from './inspect-log';
import { lmEvalFiles } from './lm-eval';
import { scoredRun, withFailure } from './testing/answered-by';
import { answeredRun, itemsOf, lettering } from './testing/whole-runs';
import type { RunToExport, SampleRow } from './whole-run';

/* Exports read by the tools they are for. `npm run test:full` installs those. */

const script = fileURLToPath(new URL('testdata/read_exports.py', import.meta.url));
const python = process.env.HAKUI_FULL_PYTHON;

interface Figures {
  [metric: string]: { [figure: string]: number | 'N/A' };
}

interface Readings {
  inspect: { ids: string[]; errors: string[]; completions: string[]; figures: Figures; recomputed: Figures };
  harness: { task: string; count: number; table: string; figures: Figures; recomputed: Figures };
}

async function readByTools(whole: RunToExport): Promise<Readings> {
  if (!python) throw new Error('HAKUI_FULL_PYTHON names no Python: run npm run test:full');
  const folder = await mkdtemp(join(tmpdir(), 'exports-'));
  try {
    for (const { name, blob } of [await inspectLog(whole), ...(await lmEvalFiles(whole))]) {
      await writeFile(join(folder, name), new Uint8Array(await blob.arrayBuffer()));
    }
    // A tool that says something of its own says it before.
    const lines = execFileSync(python, [script, folder], { encoding: 'utf8' }).trim().split('\n');
    return JSON.parse(lines.at(-1)!);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A tool's own figures from the samples are those that we wrote, but for rounding. */
function expectSameFigures({ figures, recomputed }: { figures: Figures; recomputed: Figures }): void {
  const values = (all: Figures) =>
    Object.keys(all)
      .sort()
      .flatMap((metric) => Object.entries(all[metric]!).map(([name, value]) => ({ metric, name, value })));
  const [ours, theirs] = [values(figures), values(recomputed)];
  expect(ours.map(({ metric, name }) => [metric, name])).toEqual(theirs.map(({ metric, name }) => [metric, name]));
  ours.forEach(({ value }, at) => {
    const other = theirs[at]!.value;
    if (typeof value === 'string' || typeof other === 'string') expect(value).toBe(other);
    else expect(value).toBeCloseTo(other, 12);
  });
}

const OUTPUTS = [
  'い',
  'ろ, は\n\u2028because "so"',
  '=ほ',
  '\ud83d broken',
  'へ.',
  '',
  '診断は に です',
  'い\u0000\u007f',
];

it('generated texts', { timeout: 120_000 }, async () => {
  const whole = withFailure(await scoredRun(OUTPUTS));
  const { inspect, harness } = await readByTools(whole);
  expect(inspect.ids).toEqual(whole.rows.map(([{ itemId }]) => itemId));
  expect(inspect.errors).toEqual([inspect.ids.at(-1)]);
  expect(inspect.completions).toEqual([...OUTPUTS.slice(0, -1).map((text) => text.toWellFormed()), '']);
  expect(harness.count).toBe(OUTPUTS.length);
  expect(harness.table).toContain('paper_gestalt');
  expectSameFigures(inspect);
  expectSameFigures(harness);
});

it('letters, of several answers and shuffled options', { timeout: 120_000 }, async () => {
  const ids = ['112A1', '112A2', '112A3', '112A4'];
  const { run, rows } = await answeredRun(ids, {}, lettering);
  const [first, firstText] = rows[0]!;
  const [second, secondText] = rows[1]!;
  const changed: SampleRow[] = [
    [{ ...first, optionOrder: [4, 2, 0, 1, 3], gold: { kind: 'all', options: [0, 3] } }, firstText],
    [
      { ...second, gold: { kind: 'value', value: '82' }, prediction: null },
      { ...secondText, logprobs: [-1, Number.NEGATIVE_INFINITY, -2, -3, -4] },
    ],
    ...rows.slice(2),
  ];
  const { inspect, harness } = await readByTools({ run, rows: changed, items: itemsOf(ids) });
  expect(inspect.ids).toEqual(ids);
  expectSameFigures(inspect);
  expectSameFigures(harness);
});
