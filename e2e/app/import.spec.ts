import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright/test';
import { readGguf } from '../../model-config/convert/gguf/read.ts';
import { GgufWeights } from '../../model-config/convert/gguf/weights.ts';
import { openFileSource } from '../../model-config/convert/node/files.ts';
import { parametersOf } from '../../model-config/convert/parameters.ts';
import { configOf } from '../../model-config/convert/testing/checkpoints.ts';
import { readRecords } from '../../model-config/models/read-records.ts';
import { paths } from '../../setup/run/paths.ts';
import WORDS from '../../src/i18n/en/import.json' with { type: 'json' };
import { REFUSED } from '../../src/models/import/testing/refused.ts';
import { expect, lastAnswer, modelReady, type Page, passFirstRun, questionBox, streamedPast, test } from './app.ts';
import { expectAccessible } from './axe.ts';

const TINY = join(paths.sources, 'hakui-tiny.gguf');
const SMOLLM2 = join(paths.sources, 'smollm2-135m-instruct.gguf');
/** As its publisher calls it in the file. */
const SMOLLM2_NAME = /^Smollm2 135M/;

const folder = mkdtempSync(join(tmpdir(), 'import-'));
test.afterAll(() => rmSync(folder, { recursive: true }));

const panel = (page: Page) => page.getByRole('region', { name: 'Add a model' });
/** In the order of the page: the button that chooses a file, then the one that chooses a folder. */
const fileInput = (page: Page) => panel(page).locator('input[type="file"]').first();
const folderInput = (page: Page) => panel(page).locator('input[type="file"]').last();

async function openModels(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.location.hash = '#/models';
  });
  await expect(panel(page)).toBeVisible();
}

async function start(page: Page, name: string | RegExp): Promise<void> {
  await expect(panel(page).getByRole('heading', { name: / can be added$/ })).toHaveText(name);
  await panel(page).getByRole('checkbox').check();
  await panel(page).getByRole('button', { name: 'Start' }).click();
}

async function loadAndAsk(page: Page, question: string): Promise<Locator> {
  const done = panel(page).getByRole('heading', { name: / has been added$/ });
  await expect(done).toBeVisible({ timeout: 90_000 });
  const name = (await done.innerText()).replace(/ has been added$/, '');
  const here = page.getByRole('region', { name: 'Here', exact: true });
  await expect(here.getByRole('article', { name, exact: true })).toBeVisible();
  await panel(page).getByRole('button', { name: 'Load it' }).click();
  await expect(page.getByRole('status').filter({ hasText: `${name} ready` })).toBeAttached({ timeout: 90_000 });
  await page.evaluate(() => {
    window.location.hash = '#/chat';
  });
  await questionBox(page).fill(question);
  await questionBox(page).press('Enter');
  return lastAnswer(page);
}

/** Every file of the browser's private file system, with its size and when it was last written. */
const storedFiles = (page: Page) =>
  page.evaluate(async () => {
    const found: { path: string; bytes: number; written: number }[] = [];
    const walk = async (folder: FileSystemDirectoryHandle, at: string) => {
      for await (const entry of folder.values()) {
        if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle, `${at}${entry.name}/`);
        else {
          const { size, lastModified } = await (entry as FileSystemFileHandle).getFile();
          found.push({ path: at + entry.name, bytes: size, written: lastModified });
        }
      }
    };
    await walk(await navigator.storage.getDirectory(), '');
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  });

/** Waits until so much of the weights is converted, in percent. */
async function convertedPast(page: Page, percent: number): Promise<void> {
  const bar = panel(page).getByRole('progressbar', { name: 'Converting to 4 bits' });
  const value = async () => Number(await bar.getAttribute('aria-valuenow'));
  await expect.poll(value, { intervals: [20] }).toBeGreaterThan(percent);
}

// The library of another architecture comes from the server.
test.use({ ofServer: true });

test.describe('with the library in the browser', () => {
  test.use({ ofServer: false });

  test('a dropped GGUF file becomes a model that answers, and nothing of it is asked of the network', async ({
    page,
  }) => {
    await passFirstRun(page);
    await openModels(page);
    const transfer = await page.evaluateHandle((base64) => {
      const binary = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([binary], 'ward.gguf'));
      return data;
    }, readFileSync(TINY).toString('base64'));
    await panel(page)
      .getByText(/^Drop a \.gguf file/)
      .dispatchEvent('drop', { dataTransfer: transfer });
    await expect(panel(page).getByText('that of Hakui tiny')).toBeVisible();
    await expectAccessible(page, 'a planned import');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    // The name is taken by the model beside the page.
    await start(page, 'Hakui tiny 2 can be added');
    await loadAndAsk(page, 'Tell me about the heart.');
    await streamedPast(page, 40);
    expect(asked.filter((url) => url.includes('/models/hakui-tiny-2/'))).toEqual([]);
    expect((await storedFiles(page)).filter(({ path }) => /imports|crswap/.test(path))).toEqual([]);
  });
});

/** The fixture as a model that states no chat template. */
function withoutTemplate(): Buffer {
  const bytes = readFileSync(TINY);
  bytes.write('nothing', bytes.indexOf('tokenizer.chat_template') + 'tokenizer.chat_te'.length - 1);
  return bytes;
}

test('a model without a chat template is asked for one, tried before anything is made, and answers by it', async ({
  page,
}) => {
  await passFirstRun(page);
  await openModels(page);
  await fileInput(page).setInputFiles({ name: 'bare.gguf', mimeType: '', buffer: withoutTemplate() });
  await expect(panel(page).getByRole('heading', { name: 'bare states no chat template' })).toBeVisible();
  await expectAccessible(page, 'a model that wants a template');
  await panel(page).getByRole('radio', { name: 'With a template of its own' }).check();
  await panel(page).getByRole('textbox', { name: 'Template in Jinja' }).fill('{% for m in messages %}');
  await panel(page).getByRole('button', { name: 'Look at it again' }).click();
  await expect(panel(page).getByRole('alert')).toContainText('This template cannot be used');
  expect((await storedFiles(page)).filter(({ path }) => path.includes('imports'))).toEqual([]);
  await panel(page).getByRole('radio', { name: 'ChatML' }).check();
  await panel(page).getByRole('button', { name: 'Look at it again' }).click();
  await expect(panel(page).getByText('ChatML, given by you')).toBeVisible();
  await start(page, / can be added$/);
  await loadAndAsk(page, 'Tell me about the heart.');
  await streamedPast(page, 40);
});

/** Lets the page choose files that lie in its own file system in the place of a disk: their handles are as real. */
async function putOnStick(page: Page, file: string): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'stick';
    document.body.append(input);
  });
  await page.locator('#stick').setInputFiles(file);
  await page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>('#stick')!;
    const root = await navigator.storage.getDirectory();
    const handle = await root.getFileHandle('stick.gguf', { create: true });
    await input.files![0]!.stream().pipeTo(await handle.createWritable());
    input.remove();
  });
}

test('a closed page loses nothing: the import goes on by itself, or asks for the same file', async ({
  page,
  context,
  address,
}) => {
  await context.addInitScript(() => {
    Object.assign(window, {
      showOpenFilePicker: async () => [await (await navigator.storage.getDirectory()).getFileHandle('stick.gguf')],
    });
  });
  await passFirstRun(page);
  // The script holds from the next page on.
  await page.reload();
  await putOnStick(page, SMOLLM2);
  await openModels(page);
  await panel(page).getByRole('button', { name: 'Choose a file' }).click();
  await start(page, SMOLLM2_NAME);
  await convertedPast(page, 60);
  await page.close();

  const second = await context.newPage();
  await second.goto(`${address}#/models`);
  await expect(panel(second).getByText(/are here\. It goes on where it stopped\./)).toBeVisible();
  const before = (await storedFiles(second)).filter(({ path, bytes }) => /\.bin$/.test(path) && bytes > 20e6);
  expect(before.length).toBeGreaterThan(0);
  await panel(second).getByRole('button', { name: 'Continue' }).click();
  await convertedPast(second, 75);
  await second.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry('stick.gguf'));
  await second.close();

  const third = await context.newPage();
  await third.goto(`${address}#/models`);
  await panel(third).getByRole('button', { name: 'Continue' }).click();
  await expect(panel(third).getByText(/needs the same file again/)).toBeVisible();
  await fileInput(third).setInputFiles(TINY);
  await expect(panel(third).getByRole('alert')).toContainText('not the file that the import was begun with');
  await fileInput(third).setInputFiles(await renamed(SMOLLM2, 'stick.gguf'));
  await expect(panel(third).getByRole('heading', { name: / has been added$/ })).toBeVisible({ timeout: 90_000 });
  const after = await storedFiles(third);
  expect(after.filter(({ path }) => before.some((file) => file.path === path))).toEqual(before);
  const answer = await loadAndAsk(third, 'What is the capital of France?');
  await expect(answer).toContainText('Paris', { timeout: 90_000 });
});

/** The same file under another name, in a folder that the test's end removes. */
async function renamed(file: string, name: string): Promise<string> {
  const target = join(folder, name);
  await copyFile(file, target);
  return target;
}

test('a file that is no model, one cut short and a cancel leave no byte', async ({ page }) => {
  await passFirstRun(page);
  await modelReady(page);
  await openModels(page);
  const before = await storedFiles(page);
  const alert = panel(page).getByRole('alert');
  const refused = async (name: string, buffer: Buffer, reason: RegExp) => {
    await fileInput(page).setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    await expect(alert).toContainText(reason);
    await expect(alert).toContainText(name);
    await panel(page).getByRole('button', { name: 'Choose another' }).click();
  };
  await refused('paper.pdf', Buffer.from(`%PDF-1.7\n${'x'.repeat(5_000)}`), /not a GGUF file/);
  await refused('cut.gguf', readFileSync(TINY).subarray(0, 1_500_000), /ends too early/);
  expect(await storedFiles(page)).toEqual(before);

  await fileInput(page).setInputFiles(SMOLLM2);
  await start(page, SMOLLM2_NAME);
  await convertedPast(page, 40);
  await panel(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(panel(page).getByRole('button', { name: 'Choose a file' })).toBeVisible();
  expect(await storedFiles(page)).toEqual(before);
});

test('what cannot be converted is refused in words, file after file, and leaves no byte', async ({ page }) => {
  await passFirstRun(page);
  await openModels(page);
  const before = await storedFiles(page);
  const alert = panel(page).getByRole('alert');
  for (const [at, [what, files, conversion, reason]] of REFUSED.entries()) {
    await test.step(what, async () => {
      const below = join(folder, `refused-${at}`);
      for (const [path, bytes] of Object.entries(files())) {
        await mkdir(dirname(join(below, path)), { recursive: true });
        await writeFile(join(below, path), bytes);
      }
      await folderInput(page).setInputFiles(below);
      await expect(alert).toContainText(WORDS.conversion[conversion as keyof typeof WORDS.conversion]);
      await expect(alert).toContainText(reason);
      await panel(page).getByRole('button', { name: 'Choose another' }).click();
    });
  }
  expect(await storedFiles(page)).toEqual(before);
});

test('a folder of safetensors is converted and answers', async ({ page }) => {
  const checkpoint = join(folder, 'ward-checkpoint');
  await writeTinyCheckpoint(checkpoint);
  await passFirstRun(page);
  await openModels(page);
  await folderInput(page).setInputFiles(checkpoint);
  await start(page, 'ward-checkpoint can be added');
  await loadAndAsk(page, 'Tell me about the heart.');
  await streamedPast(page, 40);
});

test('a model that was exported elsewhere is copied from its folder and answers', async ({ page }) => {
  const exported = join(folder, 'ward-export');
  await cp(join(paths.models, 'hakui-tiny'), exported, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(exported, 'manifest.json'), 'utf8'));
  const tiny = readRecords().find(({ id }) => id === 'hakui-tiny')!;
  const record = { ...tiny, id: 'ward-export', name: 'Ward export' };
  await writeFile(join(exported, 'manifest.json'), JSON.stringify({ ...manifest, id: record.id, record }));
  await passFirstRun(page);
  await openModels(page);
  await folderInput(page).setInputFiles(exported);
  await start(page, 'Ward export can be added');
  await loadAndAsk(page, 'Tell me about the heart.');
  await streamedPast(page, 40);
});

/** The test fixture as transformers would save it: the very weights of its GGUF file, in float32. */
async function writeTinyCheckpoint(target: string): Promise<void> {
  const { architecture, template } = readRecords().find(({ id }) => id === 'hakui-tiny')!;
  const parts = parametersOf(architecture).flatMap(({ parts, columns, quantised }) =>
    parts.map(({ name, size }) => ({
      name,
      rows: quantised ? size : 1,
      columns: quantised ? columns : size,
      quantised,
    })),
  );
  const source = await openFileSource(TINY);
  const weights = new GgufWeights(
    await readGguf(source),
    architecture,
    parts.map(({ name }) => name),
  );
  const header: Record<string, unknown> = {};
  const data: Buffer[] = [];
  let at = 0;
  for (const { name, rows, columns, quantised } of parts) {
    const values = await weights.rows(name, 0, rows);
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const shape = quantised ? [rows, columns] : [columns];
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + bytes.length] };
    at += bytes.length;
    data.push(Buffer.from(bytes));
  }
  await source.close();
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  await mkdir(target);
  await writeFile(join(target, 'model.safetensors'), Buffer.concat([length, text, ...data]));
  await writeFile(join(target, 'config.json'), JSON.stringify({ ...configOf(architecture), eos_token_id: 893 }));
  await writeFile(join(target, 'chat_template.jinja'), template.source);
  await copyFile(join(paths.models, 'hakui-tiny/resolve/q4f32_1/tokenizer.json'), join(target, 'tokenizer.json'));
}
