import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repository } from '../../setup/run/paths.ts';
import { expect, test } from '../engine/harness.ts';
import { loadWith } from '../numeric/drive.ts';

/*
 * A model of 1.5 billion weights, fetched, converted and compiled by the command, on a processor: minutes (npm run test:full). Fitting
 * its weights to a text would take longer than all that.
 */

const MODEL = 'qwen2.5-coder-1.5b-instruct';

test.beforeAll(async () => {
  test.setTimeout(40 * 60_000);
  const program = [join(repository, 'setup/bootstrap.mjs'), 'models', 'add', MODEL, '--fast'];
  const child = spawn(process.execPath, program, { stdio: 'inherit' });
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
});

test('qwen2.5-coder-1.5b answers in Japanese what it is asked in Japanese', async ({ page, complaints }) => {
  test.setTimeout(20 * 60_000);
  await loadWith(page, MODEL, { quantization: 'q4f32_1', adapterClass: 'software' });
  const answer = await page.evaluate(async () => {
    let text = '';
    const question = { role: 'user', content: '日本の首都はどこですか。' } as const;
    for await (const delta of window.hakui.engine.chat([question], { temperature: 0, maxTokens: 32 })) {
      if (delta.kind === 'text') text += delta.text;
    }
    return text;
  });
  console.log(`  ${MODEL}: ${answer}`);
  expect(answer).toContain('東京');
  expect(answer).toMatch(/\p{Script=Hiragana}/u);
  expect(complaints).toEqual([]);
});
