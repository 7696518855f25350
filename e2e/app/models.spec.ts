import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manifest, type ManifestFile } from '../../model-config/models/manifest.ts';
import { paths } from '../../setup/run/paths.ts';
import type { BrowserContext } from '../browser.ts';
import { expect, modelReady, type Page, passFirstRun, test } from './app.ts';
import { expectAccessible } from './axe.ts';
import { flipByte, hashesIn, pickFolder, storedFiles } from './stored-files.ts';

const TINY = 'Hakui tiny';
const card = (page: Page, name = TINY) => page.getByRole('article', { name });

/** The paths of model files asked of the server from now on, by windows and workers. */
function fileRequests(context: BrowserContext): string[] {
  const requests: string[] = [];
  context.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/models\/.*\/(resolve|lib)\//.test(pathname)) requests.push(pathname);
  });
  return requests;
}

async function fromMenu(page: Page, item: string, name = TINY): Promise<void> {
  await card(page, name)
    .getByRole('button', { name: `More for ${name}` })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function openModels(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await expect(card(page)).toBeVisible();
}

test.use({ ofServer: true });

test('a stored model is verified, mended with one request, copied out as set-up lays it, and deleted', async ({
  page,
  context,
}) => {
  const requests = fileRequests(context);
  await passFirstRun(page);
  await modelReady(page);
  await openModels(page);
  await expect(card(page)).toContainText('In this browser');

  await flipByte(page, 'params_shard_0.bin');
  await fromMenu(page, 'Verify the files');
  const outcome = card(page).getByRole('status');
  await expect(outcome).toContainText('Damaged or missing: 1');
  await expect(outcome).toContainText(/resolve\/q4f(16|32)_1\/params_shard_0\.bin \(.*\) damaged/);
  await expectAccessible(page, 'a damaged model');

  requests.length = 0;
  await outcome.getByRole('button', { name: 'Repair' }).click();
  await expect(outcome).toContainText('Repaired: 1');
  expect(requests).toEqual([expect.stringMatching(/params_shard_0\.bin$/)]);
  await fromMenu(page, 'Verify the files');
  await expect(outcome).toContainText('files are right');

  await pickFolder(page, 'stick');
  await fromMenu(page, 'Copy to a folder');
  await expect(outcome).toContainText('Copied to "stick"');
  const { hashes, texts } = await hashesIn(page, 'stick');
  const copied = Manifest.parse(JSON.parse(texts['hakui-tiny/manifest.json']!));
  const [variant] = copied.variants;
  const original = Manifest.parse(JSON.parse(readFileSync(join(paths.models, 'hakui-tiny', 'manifest.json'), 'utf8')));
  const same = original.variants.find(({ quantization }) => quantization === variant!.quantization)!;
  const byPath = (files: readonly ManifestFile[]) => files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  expect(byPath(variant!.files)).toEqual(byPath(same.files));
  expect(same.libraries).toEqual(expect.arrayContaining(variant!.libraries));
  expect(variant!.libraries).toHaveLength(1);
  const files = [...variant!.files, ...variant!.libraries];
  const { 'hakui-tiny/manifest.json': _, ...rest } = hashes;
  expect(rest).toEqual(Object.fromEntries(files.map(({ path, sha256 }) => [`hakui-tiny/${path}`, sha256])));

  await fromMenu(page, 'Delete from this browser');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('It stays beside the page');
  await expectAccessible(page, 'deleting a model');
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(card(page)).toContainText('Beside the page');
  await expect(page.getByRole('status').filter({ hasText: 'No model loaded' })).toBeAttached();
  expect(await storedFiles(page)).toEqual({ urls: [], others: [] });
  await expect(page.getByRole('region', { name: 'Storage of this browser' })).toContainText('Models 0 bytes');

  // The licence was accepted in the first run.
  await card(page).getByRole('button', { name: 'Load' }).click();
  await expect(card(page).getByRole('button', { name: 'Unload' })).toBeVisible({ timeout: 90_000 });
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test.describe('with the cable pulled', () => {
  test.use({ expectedComplaints: /ERR_INTERNET_DISCONNECTED/ });

  test('a licence is asked for once; a downloaded model is here with the cable pulled, and asks the server for none of its files', async ({
    page,
    context,
  }) => {
    const requests = fileRequests(context);
    for (const _ of [1, 2, 3]) await page.getByRole('button', { name: 'Next' }).click();
    // SmolLM2 is what this device starts with; its licence needs no question after its notice was read.
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('button', { name: 'Cancel' }).first().click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await openModels(page);

    await fromMenu(page, 'Download to this browser');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Before you use Hakui tiny');
    await expectAccessible(page, 'licence');
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(card(page)).toContainText('Beside the page');

    await fromMenu(page, 'Download to this browser');
    await dialog.getByRole('button', { name: 'Accept' }).click();
    await expect(card(page)).toContainText('In this browser');
    await expect(page.getByRole('status').filter({ hasText: 'No model loaded' })).toBeAttached();

    // What a crashed tab leaves is gone at the next look; what is whole stays.
    const { urls } = await storedFiles(page);
    await page.evaluate(async () => {
      const store = await (await navigator.storage.getDirectory()).getDirectoryHandle('tvmjs-opfs-store');
      const folder = await (await store.getDirectoryHandle('webllm')).getDirectoryHandle('model');
      for (const name of [`${'a'.repeat(64)}.bin`, `${'b'.repeat(64)}.bin.crswap`]) {
        await folder.getFileHandle(name, { create: true });
      }
    });
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Look again' }).click();
    await expect.poll(() => storedFiles(page)).toEqual({ urls: expect.arrayContaining(urls), others: [] });
    await expect(page.getByRole('region', { name: 'Here', exact: true })).not.toContainText('SmolLM2');
    await expect(card(page)).toContainText('In this browser');
    // The engine's own program still comes from the server.
    await context.setOffline(false);
    requests.length = 0;
    await card(page).getByRole('button', { name: 'Load' }).click();
    await expect(card(page).getByRole('button', { name: 'Unload' })).toBeVisible({ timeout: 90_000 });
    expect(requests).toEqual([]);
  });
});
