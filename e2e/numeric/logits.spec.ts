import { isHalf } from '../../model-config/models/quantization.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { writePrompt } from '../../model-config/prompt/prompt.ts';
import type { Turn } from '../../model-config/prompt/turn.ts';
import { expect, models, type Page, test } from '../engine/harness.ts';
import { expectSame } from './compare.ts';
import { generate, type Library, loadWith } from './drive.ts';
import { forward } from './reference.ts';

// A processor compiles kernels made for a GPU for a minute or more, the first time it meets them.
test.describe.configure({ timeout: 600_000 });

const SOFTWARE: Library = { quantization: 'q4f32_1', adapterClass: 'software' };
const GPU: Library = { quantization: 'q4f32_1', adapterClass: 'gpu' };
const GPU_F16: Library = { quantization: 'q4f16_1', adapterClass: 'gpu' };
/** Embedding and output matrix in 8 bits; then every matrix. */
const WIDE_ENDS: Library = { quantization: 'q4f16_h8', adapterClass: 'gpu' };
const WIDE: Library = { quantization: 'q8f32_1', adapterClass: 'software' };

/** Largest difference allowed in a log-probability, in nats: half precision is coarser. */
const tolerance = ({ quantization }: Library) => (isHalf(quantization) ? 0.1 : 0.02);

/** Longer than one prefill chunk of either model, in both languages. */
const DIARY = Array.from(
  { length: 14 },
  (_, i) => `Day ${i + 1}: the patient slept well and ate breakfast. 第${i + 1}日、患者はよく眠り、朝食をとった。`,
).join('\n');

interface Check {
  page: Page;
  record: ModelRecord;
  library: Library;
}

/** Continues a raw prompt or a conversation, and holds every step against the reference. Returns the tokens in the prompt. */
async function checkPrompt({ page, record, library }: Check, prompt: string | Turn[], steps: number): Promise<number> {
  const text = typeof prompt === 'string' ? prompt : writePrompt(record.template, prompt).text;
  const [expected] = await forward(models, record, library.quantization, [{ text, generate: steps }]);
  const found = await generate(page, prompt, steps);
  expect(found.promptTokens).toBe(expected!.promptTokens);
  report(expectSame(found.tokens, expected!.tokens, tolerance(library)));
  return found.promptTokens;
}

/** Two turns of a conversation, the second read onto the cache that the first one filled. */
async function checkSecondTurn({ page, record, library }: Check, questions: [string, string], steps: number) {
  const { template } = record;
  const [first, second] = questions;
  const opening = { role: 'user', content: first } as const;
  const answer = await generate(page, [opening], 200);
  expect(answer.finish).toBe('stop');
  const conversation: Turn[] = [
    opening,
    { role: 'assistant', content: answer.text },
    { role: 'user', content: second },
  ];
  const text = writePrompt(template, [opening]).text;
  const whole = writePrompt(template, conversation).text;
  expect(whole.startsWith(text + answer.text)).toBe(true);
  const [turn1, turn2] = await forward(models, record, library.quantization, [
    { text, generate: 200 },
    { text: whole.slice(text.length + answer.text.length), generate: steps },
  ]);
  expect(turn1!.ended).toBe(true);
  report(expectSame(answer.tokens, turn1!.tokens, tolerance(library)));
  const found = await generate(page, conversation, steps);
  expect(found.promptTokens).toBe(turn2!.promptTokens);
  report(expectSame(found.tokens, turn2!.tokens, tolerance(library)));
}

function report(difference: number): void {
  test.info().annotations.push({ type: 'largest difference', description: `${difference.toFixed(4)} nats` });
}

/** Loads the model with the library, or leaves the test out, saying why, where the adapter cannot run it. */
async function load(page: Page, id: string, library: Library): Promise<Check> {
  const { shaderF16, name } = await page.evaluate(() => window.hakui.describeDevice());
  test.skip(
    isHalf(library.quantization) && !shaderF16,
    `${name} has no shader-f16, which ${library.quantization} needs`,
  );
  return { page, library, record: await loadWith(page, id, library) };
}

for (const library of [SOFTWARE, GPU, GPU_F16, WIDE_ENDS, WIDE]) {
  test.describe(`hakui-tiny, ${library.quantization} for ${library.adapterClass}`, () => {
    test('16 steps after a short prompt', async ({ page }) => {
      const check = await load(page, 'hakui-tiny', library);
      const turn = { role: 'user', content: 'Good morning. おはようございます。' } as const;
      await checkPrompt(check, [turn], 16);
    });

    test('a prompt of several prefill chunks, and decoding after it', async ({ page }) => {
      const check = await load(page, 'hakui-tiny', library);
      const tokens = await checkPrompt(check, DIARY, 16);
      expect(tokens).toBeGreaterThan(2 * check.record.limits.prefillChunk);
    });

    test('a second turn onto the filled cache', async ({ page }) => {
      await checkSecondTurn(await load(page, 'hakui-tiny', library), ['Good morning.', 'Thank you.'], 16);
    });
  });
}

test.describe('smollm2-135m-instruct', () => {
  test('software library: a first and a second turn', async ({ page }) => {
    const check = await load(page, 'smollm2-135m-instruct', SOFTWARE);
    await checkSecondTurn(check, ['What is the capital of France?', 'And of Japan?'], 8);
  });

  test('software library: a prompt longer than a prefill chunk', async ({ page }) => {
    const check = await load(page, 'smollm2-135m-instruct', SOFTWARE);
    const tokens = await checkPrompt(check, DIARY, 4);
    expect(tokens).toBeGreaterThan(check.record.limits.prefillChunk);
  });

  for (const library of [GPU, GPU_F16]) {
    test(`GPU library in ${library.quantization}: a first turn`, async ({ page }) => {
      // lavapipe answers in SwiftShader's name here; its 16-bit floats tell the two apart.
      const { shaderF16 } = await page.evaluate(() => window.hakui.describeDevice());
      test.skip(!shaderF16, 'SwiftShader takes minutes for kernels made for a GPU');
      const check = await load(page, 'smollm2-135m-instruct', library);
      const turn = { role: 'user', content: 'What is the capital of France?' } as const;
      await checkPrompt(check, [turn], 4);
    });
  }
});
