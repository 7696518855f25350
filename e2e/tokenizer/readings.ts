import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { paths } from '../../setup/run/paths.ts';
import { startServer } from '../../setup/server.ts';
import { test as base } from '../browser.ts';
import { models } from '../engine/harness.ts';
import type { Readings } from './page/page.ts';

declare global {
  interface Window {
    readings: Readings;
  }
}

const pageFolder = fileURLToPath(new URL('../../.build/tokenizer-page', import.meta.url));

/** Tests on a page with web-llm's tokenizer and llama.cpp. Use them without WebGPU: llama.cpp's package would compute on it. */
export const test = base.extend<object, { built: undefined }>({
  built: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      await build({ configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)), logLevel: 'error' });
      await use(undefined);
    },
    { scope: 'worker' },
  ],
  page: async ({ context, built: _ }, use) => {
    const server = await startServer({
      roots: [
        { prefix: '/models/', dir: models },
        { prefix: '/sources/', dir: paths.sources },
        { prefix: '/', dir: pageFolder },
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
  },
});
