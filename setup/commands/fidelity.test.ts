import { expect, it } from 'vitest';
import { fidelity } from './fidelity.ts';

it.each([
  [[], 'Name one model.'],
  [['hakui-tiny', 'smollm2-135m-instruct'], 'Name one model.'],
  [['hakui-tiny', '--rule', 'best'], '--rule is "best".'],
  [['no-such-model'], 'There is no model "no-such-model".'],
  [['qwen2-7b-instruct'], 'is not here: there is nothing to compare it with'],
  [['hakui-tiny', '--text', '/nowhere/text.txt'], '--text: ENOENT'],
])('refuses %j before anything is computed, and says why', async (args, message) => {
  await expect(fidelity(args)).rejects.toMatchObject({ name: 'SetupError', message: expect.stringContaining(message) });
});
