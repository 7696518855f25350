import { paths } from '../../setup/run/paths.ts';
import { startServer } from '../../setup/server.ts';
import { type BrowserContext, test as base, type Page } from '../browser.ts';
import { buildPage } from '../build-page.ts';
import { models } from '../engine/harness.ts';
import type { Readings } from './page/page.ts';

declare global {
  interface Window {
    readings: Readings;
  }
}

/** Builds the page with web-llm's tokenizer and llama.cpp. Returns its folder. */
export const buildReadings = (worker: number): Promise<string> => buildPage('tokenizer', worker);

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
  try {
    const page = await context.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => 'readings' in window);
    await use(page);
  } finally {
    await server.close();
  }
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
