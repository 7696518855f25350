import { paths } from '../../setup/run/paths.ts';
import { expect } from '../browser.ts';
import { readReference } from '../numeric/reference.ts';
import { test } from './readings.ts';
import { tokenizerStrings } from './strings.ts';

/** llama.cpp's package hands a prompt on as a C string, which ends at the first NUL. */
const withoutNul = tokenizerStrings.filter((s) => !s.includes('\0'));

const MODELS = [
  { id: 'hakui-tiny', prompts: withoutNul },
  // llama.cpp evaluates each prompt that it counts, about a second each with this model.
  { id: 'smollm2-135m-instruct', prompts: withoutNul.filter((_, i) => i % 10 === 0) },
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
