import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import { folderSources } from '../../setup/datasets/folder-sources.ts';
import { publishDataset, readIndex } from '../../setup/datasets/publish.ts';
import { readDataset } from '../../src/benchmark/datasets/read-dataset.ts';
import { sniffDatasets } from '../../src/benchmark/datasets/sniff.ts';
import { expect, modelReady, type Page, passFirstRun, test } from './app.ts';
import { expectAccessible } from './axe.ts';
import { choosing, openBenchmark, row, run } from './benchmark-page.ts';

const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const lines = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

/** In MedQA's form, with words of our own. */
const medQa = lines(
  ['worn', 'swallowed', 'read'].map((how, at) => ({
    question: `Which of these is ${how}?`,
    options: { A: 'A white coat', B: 'A tablet', C: 'A chart', D: 'A corridor' },
    answer: ['A white coat', 'A tablet', 'A chart'][at],
    answer_idx: 'ABC'[at],
    meta_info: 'step1',
  })),
);
const medMcQa = lines([
  { id: 'm1', question: 'Which is a bone?', opa: 'Femur', opb: 'Liver', opc: 'Aorta', opd: 'Retina', cop: 1 },
  { id: 'm2', question: 'Which is a vessel?', opa: 'Femur', opb: 'Liver', opc: 'Retina', opd: 'Aorta', cop: 4 },
]);
const mmlu =
  '"Which is a bone, not a vessel?",Aorta,Femur,"Vein, deep",Artery,B\r\nWhich is a gas?,Iron,Salt,Oxygen,Glass,C\r\n';

async function zipped(files: Record<string, string>): Promise<Buffer> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const [name, text] of Object.entries(files)) await writer.add(name, new TextReader(text));
  return Buffer.from(await (await writer.close()).arrayBuffer());
}

const answered = (page: Page, total: number) =>
  expect(page.getByText(new RegExp(`right · 95% interval .* of ${total} items`))).toBeVisible();

test('an archive of three publishers is read, each set can be run, and rubbish beside them is told apart', async ({
  page,
}) => {
  await passFirstRun(page);
  await modelReady(page);
  await openBenchmark(page);
  const buffer = await zipped({
    'sets/phrases_test.jsonl': medQa,
    'sets/medmcqa/dev.jsonl': medMcQa,
    'sets/mmlu/anatomy_test.csv': mmlu,
    'sets/README.md': '# Not a question',
    'sets/igakuqa/130-A.jsonl': lines([
      { problem_id: '130A1', problem_text: '骨はどれか。', choices: ['骨', '爪'], text_only: true, answer: ['x'] },
    ]),
  });
  await choosing(page).setInputFiles({ name: 'sets.zip', mimeType: 'application/zip', buffer });
  await expect(page.getByText(/^Added: .*, 3 items$/)).toBeVisible();
  await expect(page.getByText(/^Added: .*, 2 items$/)).toHaveCount(2);
  const refusal = page.getByRole('alert').filter({ hasText: 'Not added' });
  await expect(refusal).toContainText('130-A.jsonl, line 1: “answer”');
  await expect(page.getByText(/README\.md \(neither JSON Lines nor CSV\)/)).toBeVisible();

  for (const [label, total] of [
    [/MedQA/, 3],
    [/MedMCQA/, 2],
    [/MMLU/, 2],
  ] as const) {
    await openBenchmark(page);
    const options = page.getByRole('combobox', { name: 'Data set' }).getByRole('option');
    const name = (await options.filter({ hasText: label }).textContent())!;
    await page.getByRole('combobox', { name: 'Data set' }).selectOption({ label: name });
    await run(page, 'Letter');
    const of = row(page, label);
    await expect(of.getByText('Done', { exact: true })).toBeVisible({ timeout: 60_000 });
    await of.getByRole('link').click();
    await answered(page, total);
  }
});

test('files that are no data set are told with their place, and nothing is added', async ({ page }) => {
  await passFirstRun(page);
  await openBenchmark(page);
  await choosing(page).setInputFiles([
    file('130-B.jsonl', '{"problem_id": "130B1", "problem_text": "骨'),
    file('empty.jsonl', ''),
    file('picture.png', '\u0089PNG'),
  ]);
  await expect(page.getByRole('alert').filter({ hasText: '130-B.jsonl, line 1' })).toContainText('is not JSON');
  await choosing(page).setInputFiles({
    name: 'cut.zip',
    mimeType: 'application/zip',
    buffer: Buffer.from('PK\u0003\u0004'),
  });
  await expect(page.getByRole('alert').filter({ hasText: 'cut.zip' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Data set' }).getByRole('option')).toHaveCount(1);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ contextOptions: { locale: 'en-US', colorScheme, viewport: { width: 1280, height: 800 } } });

    test('a table of our own is mapped and added', async ({ page }) => {
      await passFirstRun(page);
      await modelReady(page);
      await openBenchmark(page);
      const rows = [
        'stem;first;second;solution',
        '"Worn; not swallowed?";a white coat;a tablet;a',
        'Swallowed?;a coat;a tablet;b',
      ];
      await choosing(page).setInputFiles(file('ward.csv', rows.join('\n').replaceAll(';', ',')));
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByRole('heading', { name: /ward\.csv/ })).toBeVisible();
      await expect(dialog.getByRole('button', { name: 'Add', exact: true })).toBeDisabled();
      await expectAccessible(page, 'mapping, still open');

      for (const [label, option] of [
        ['Question', 'stem'],
        ['Option A', 'first'],
        ['Option B', 'second'],
        ['Answer', 'solution'],
      ] as const) {
        await dialog.getByRole('combobox', { name: label, exact: true }).selectOption({ label: option });
      }
      await expect(dialog.getByText('2 items read.')).toBeVisible();
      await expectAccessible(page, 'mapping, complete');
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await expect(page.getByText(/^Added: .*ward.*, 2 items$/)).toBeVisible();
      const options = page.getByRole('combobox', { name: 'Data set' }).getByRole('option');
      await expect(options.filter({ hasText: 'ward' })).toHaveCount(1);
    });
  });
}

test.describe('beside the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'beside-'));
  const places = { published: join(folder, 'datasets'), work: join(folder, 'work') };
  test.use({ ofServer: true, datasetsBeside: places.published });
  test.afterAll(() => rmSync(folder, { recursive: true }));

  test('sets are offered and added; one that changed on its way is refused', async ({ page }) => {
    await mkdir(join(folder, 'from'));
    await writeFile(join(folder, 'from/phrases_test.jsonl'), medQa);
    for (const group of (await sniffDatasets(await folderSources(join(folder, 'from')))).groups) {
      const reading = await readDataset(group);
      if (reading.state === 'read') await publishDataset(reading.dataset, group.sources, places, new Set());
    }
    const [laid] = (await readIndex(places)).datasets;
    const stored = join(places.published, laid!.folder, laid!.files[0]!.path);
    writeFileSync(stored, readFileSync(stored, 'utf8').replace('worn', 'torn'));

    await passFirstRun(page);
    await openBenchmark(page);
    const offered = page.getByRole('region', { name: 'Beside this page' });
    await offered.getByRole('button', { name: /^Add: / }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Not added' })).toContainText(
      'is not the file that was laid',
    );

    writeFileSync(stored, readFileSync(stored, 'utf8').replace('torn', 'worn'));
    await offered.getByRole('button', { name: /^Add: / }).click();
    await expect(page.getByText(/^Added: .*, 3 items$/)).toBeVisible();
    await expect(offered.getByText('Already here')).toBeVisible();
  });
});
