import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BlobReader, TextWriter, ZipReader } from '@zip.js/zip.js/lib/zip-core-native.js';
import { venvPython } from '../../setup/system/python.ts';
import { expect, modelReady, type Page, passFirstRun, test } from './app.ts';
import { addTemplateProtocol, openBenchmark, row, run, TEMPLATE_PROTOCOL } from './benchmark-page.ts';

/** Of a block in which the test fixture is right now and then: no figure would be seen to be wrong at 0. */
const BLOCK = 'D';
const ITEMS = 12;
const evaluatePublished = fileURLToPath(new URL('testdata/evaluate_published.py', import.meta.url));
const readExports = fileURLToPath(new URL('../../src/benchmark/export/testdata/read_exports.py', import.meta.url));
/** A Python with the evaluation tools themselves; `npm run test:full` has one. */
const fullPython = process.env.HAKUI_FULL_PYTHON;

const FORMATS = {
  run: /^Hakui run file/,
  csv: /^CSV/,
  lmEval: /^lm-evaluation-harness/,
  inspect: /^Inspect log/,
  harness: /^japanese-lm-med-harness/,
};

/** The file that the page makes, laid into a folder under the name it proposes. */
async function exported(page: Page, format: keyof typeof FORMATS, folder: string): Promise<string> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: FORMATS[format] }).click();
  const file = join(folder, (await download).suggestedFilename());
  await (await download).saveAs(file);
  return file;
}

async function unzipped(file: string): Promise<Record<string, string>> {
  const reader = new ZipReader(new BlobReader(new Blob([await readFile(file)])), { useWebWorkers: false });
  const entries = await reader.getEntries();
  const texts = entries.map(async (entry) => {
    if (entry.directory) throw new Error(`${entry.filename} is a folder`);
    return [entry.filename, await entry.getData(new TextWriter())] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

async function contentOf(runFile: string) {
  const { 'run.json': about, 'samples.jsonl': samples } = await unzipped(runFile);
  const lines = samples!.split('\n').slice(0, -1);
  return { run: JSON.parse(about!).run, samples: lines.map((line) => JSON.parse(line)) };
}

/** What CPython's own reader makes of a table. */
function tableOf(file: string): Record<string, string>[] {
  const read =
    'import csv, json, sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1], encoding="utf-8-sig", newline="")))))';
  return JSON.parse(execFileSync(venvPython, ['-c', read, file], { encoding: 'utf8', maxBuffer: 1 << 26 }));
}

/** How many items each metric calls right, as the page says in the table behind its first chart. */
async function rightByMetric(page: Page): Promise<Record<string, number>> {
  const panel = page.getByRole('region', { name: 'Result', exact: true });
  await panel.getByText('Figures as a table').click();
  // Filled once it is open.
  const table = panel.getByRole('table');
  await expect(table).toBeVisible();
  const rows = await table.getByRole('row').all();
  const cells = await Promise.all(rows.slice(1).map((each) => each.getByRole('cell').allTextContents()));
  return Object.fromEntries(cells.map(([metric, , , , right]) => [metric!, Number(right)]));
}

async function openRun(page: Page, name: RegExp): Promise<void> {
  await openBenchmark(page);
  await row(page, name).getByRole('link').click();
  await expect(page.getByText(new RegExp(`right · 95% interval .* of ${ITEMS} items`))).toBeVisible();
}

const countOf = (rows: readonly Record<string, string>[], column: string) =>
  rows.filter((each) => each[column] === '1').length;

for (const { kind, name, protocol } of [
  { kind: 'letters', name: /Letter/, protocol: 'Letter' },
  { kind: 'written answers', name: /harness/, protocol: TEMPLATE_PROTOCOL },
]) {
  test(`a run of ${kind} is exported in every format with its figures, and comes back from its file`, async ({
    page,
  }, info) => {
    const outputPath = (folder: string) => info.outputPath(folder);
    await passFirstRun(page);
    await modelReady(page);
    await openBenchmark(page);
    await addTemplateProtocol(page);
    await page.getByRole('button', { name: 'More choices' }).click();
    await page.getByRole('combobox', { name: 'Blocks' }).click();
    await page.getByRole('option', { name: BLOCK, exact: true }).click();
    await page.keyboard.press('Escape');
    await expect(page.getByText(`${ITEMS} items`, { exact: true })).toBeVisible();
    await run(page, protocol);
    await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 120_000 });
    await openRun(page, name);
    const right = await rightByMetric(page);
    const folder = outputPath('exports');

    const rows = tableOf(await exported(page, 'csv', folder));
    expect(rows).toHaveLength(ITEMS);
    expect(countOf(rows, 'official')).toBe(right['Official rule']);

    await exported(page, 'inspect', folder);
    const archive = await unzipped(await exported(page, 'lmEval', outputPath('archives')));
    for (const [file, text] of Object.entries(archive)) await writeFile(join(folder, file), text);
    if (fullPython) {
      const printed = execFileSync(fullPython, [readExports, folder], { encoding: 'utf8' }).trim().split('\n');
      const { inspect, harness } = JSON.parse(printed.at(-1)!);
      expect(inspect.figures.official.accuracy).toBeCloseTo(right['Official rule']! / ITEMS, 12);
      expect(inspect.recomputed.official.accuracy).toBeCloseTo(right['Official rule']! / ITEMS, 12);
      expect(harness.recomputed.official.mean).toBeCloseTo(right['Official rule']! / ITEMS, 12);
    }

    if (kind === 'letters') {
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      await expect(page.getByRole('menuitem', { name: FORMATS.harness })).toBeDisabled();
      await page.keyboard.press('Escape');
    } else {
      const file = await exported(page, 'harness', folder);
      const evaluated = JSON.parse(execFileSync(venvPython, [evaluatePublished, file], { encoding: 'utf8' }));
      expect(evaluated.gestalt).toBeGreaterThan(0);
      expect(evaluated).toEqual({
        items: ITEMS,
        exact: right['Exact match, as published'],
        gestalt: right['Gestalt match, as published'],
      });
    }

    const runFile = await exported(page, 'run', folder);
    const whole = await contentOf(runFile);
    await openBenchmark(page);
    await row(page, name).getByRole('button', { name: 'Delete' }).click();
    await expect(row(page, name)).toHaveCount(0);
    await page.getByRole('button', { name: 'Import runs…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input[type="file"]').setInputFiles(runFile);
    await expect(dialog.getByText('Added:')).toBeVisible();
    await page.keyboard.press('Escape');
    await openRun(page, name);
    expect(await rightByMetric(page)).toEqual(right);
    const again = await contentOf(await exported(page, 'run', outputPath('again')));
    expect(again.run).toEqual({ ...whole.run, origin: 'imported' });
    expect(again.samples).toEqual(whole.samples);
  });
}
