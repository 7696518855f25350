import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { paths } from '../../setup/run/paths.ts';
import { startServer } from '../../setup/server.ts';
import { test as base, expect } from '../browser.ts';
import { models } from '../engine/harness.ts';
import { readReference } from '../numeric/reference.ts';
import type { Readings } from './page/page.ts';
import { tokenizerStrings } from './strings.ts';

declare global {
  interface Window {
    readings: Readings;
  }
}

const pageFolder = fileURLToPath(new URL('../../.build/tokenizer-page', import.meta.url));

const test = base.extend<object, { built: undefined }>({
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

// llama.cpp's package would compute on WebGPU if it found it.
test.use({ webgpu: false });

/** llama.cpp's package hands a prompt on as a C string, which ends at the first NUL. */
const withoutNul = tokenizerStrings.filter((s) => !s.includes('\0'));

const MODELS = [
  { id: 'hakui-tiny', prompts: withoutNul },
  // llama.cpp evaluates each prompt that it counts, about a second each with this model.
  { id: 'smollm2-135m-instruct', prompts: withoutNul.filter((_, i) => i % 5 === 0) },
];

for (const { id, prompts } of MODELS) {
  const tokenizer = `/models/${id}/resolve/q4f32_1/tokenizer.json`;

  test(`${id}: 200 strings encode as transformers reads the same GGUF`, async ({ page }) => {
    const found = await page.evaluate(([url, strings]) => window.readings.ids(url, strings), [
      tokenizer,
      tokenizerStrings,
    ] as const);
    const expected = await readReference<number[][]>('gguf_tokenizer.py', {
      gguf: `${paths.sources}/${id}.gguf`,
      strings: tokenizerStrings,
    });
    expect(tokenizerStrings).toHaveLength(200);
    for (const [i, string] of tokenizerStrings.entries()) expect(found[i], JSON.stringify(string)).toEqual(expected[i]);
  });

  test(`${id}: ${prompts.length} prompts count as many tokens as in llama.cpp`, async ({ page }) => {
    const [found, expected] = await page.evaluate(
      async ([url, gguf, strings]) => {
        const { ids, llamaCppCounts } = window.readings;
        const [letter, ...encoded] = await ids(url, ['a', ...strings]);
        return [encoded.map((each) => each.length), await llamaCppCounts(gguf, strings, letter![0]!)];
      },
      [tokenizer, `/sources/${id}.gguf`, prompts] as const,
    );
    for (const [i, prompt] of prompts.entries()) expect(found![i], JSON.stringify(prompt)).toBe(expected![i]);
  });
}
