import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { paths } from '../../setup/run/paths.ts';
import { startServer } from '../../setup/server.ts';
import { type BrowserContext, test as base, type Page } from '../browser.ts';
import { models } from '../engine/harness.ts';
import type { Readings } from './page/page.ts';

declare global {
  interface Window {
    readings: Readings;
  }
}

const builds = fileURLToPath(new URL('../../.build/tokenizer-page', import.meta.url));

/** Builds the page with web-llm's tokenizer and llama.cpp, apart for each of the workers that run at once. Returns its folder. */
export async function buildReadings(worker: number): Promise<string> {
  const outDir = join(builds, String(worker));
  await build({
    configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
    logLevel: 'error',
    build: { outDir },
  });
  return outDir;
}

/** Opens it for a while. The browser must be without WebGPU: llama.cpp's package would compute on it. */
export async function withReadings(
  context: BrowserContext,
  folder: string,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const server = await startServer({
    roots: [
      { prefix: '/models/', dir: models },
      { prefix: '/sources/', dir: paths.sources },
      { prefix: '/', dir: folder },
    ],
    port: 0,
    // llama.cpp's package starts its worker from a blob, which Hakui's own policy does not allow.
    headers: { 'Content-Security-Policy': '' },
  });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.waitForFunction(() => 'readings' in window);
  await use(page);
  await server.close();
}

/** Tests on that page. */
export const test = base.extend<object, { readings: string }>({
  readings: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use, { parallelIndex }) => use(await buildReadings(parallelIndex)),
    { scope: 'worker' },
  ],
  webgpu: false,
  page: ({ context, readings }, use) => withReadings(context, readings, use),
});
