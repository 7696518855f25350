import { readFile } from 'node:fs/promises';
import { BlobReader, TextWriter, ZipReader } from '@zip.js/zip.js/lib/zip-core-native.js';
import type { Page } from '../browser.ts';

const SECONDS = /"(prefillSeconds|decodeSeconds|wallSeconds)":[\d.e-]+/g;

/** The run file of the run on the screen, as text, but for which run it is, when it was made and how long it took. */
export async function exportedRun(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /^Hakui run file/ }).click();
  const reader = new ZipReader(new BlobReader(new Blob([await readFile(await (await download).path())])), {
    useWebWorkers: false,
  });
  const entries = await reader.getEntries();
  const texts = entries.map(async (entry) => {
    if (entry.directory) throw new Error(`${entry.filename} is a folder`);
    return [entry.filename, await entry.getData(new TextWriter())] as const;
  });
  const { 'run.json': about, 'samples.jsonl': samples } = Object.fromEntries(await Promise.all(texts));
  const { run, ...rest } = JSON.parse(about!);
  const { id: _, createdAt: __, ...lasting } = run;
  return `${JSON.stringify({ run: lasting, ...rest })}\n${samples!.replace(SECONDS, '"$1":…')}`;
}
