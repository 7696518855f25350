import { loadWith } from '../numeric/drive.ts';
import { expect, test } from './harness.ts';

test('smollm2-135m-instruct knows the capital of France', async ({ page, complaints }) => {
  await loadWith(page, 'smollm2-135m-instruct', { quantization: 'q4f32_1', adapterClass: 'software' });
  const answer = await page.evaluate(async () => {
    let text = '';
    const question = { role: 'user', content: 'What is the capital of France?' } as const;
    for await (const delta of window.hakui.engine.chat([question], { temperature: 0, maxTokens: 32 })) {
      if (delta.kind === 'text') text += delta.text;
    }
    return text;
  });
  expect(answer).toContain('Paris');
  expect(complaints).toEqual([]);
});
