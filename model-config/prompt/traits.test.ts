import { expect, test } from 'vitest';
import { ControlTokens } from './control-tokens.ts';
import { controlTexts, families, TODAY } from './testing/families.ts';
import { endOfTurn, traitsOf } from './traits.ts';

const controls = new ControlTokens(controlTexts.map((content, id) => ({ id, content, special: true })));

const templateCalled = (name: string) => {
  const { source, tokens = {} } = families.find((family) => family.name.startsWith(name))!;
  return { source, tokens, stopTokenIds: [0], beginTokenId: null };
};

test.each([
  ['ChatML', { folds: false, ownSystem: null, opening: '<|im_start|>assistant\n', dated: false }, '<|im_end|>'],
  ['ChatML, system of its own', { ownSystem: 'You are a careful helper.' }, '<|im_end|>'],
  ['ELYZA', { ownSystem: 'あなたは誠実で優秀な助手です。' }, '</s>'],
  ['Granite', { ownSystem: 'Today: January 05, 2026.\nYou are a helper.', dated: true }, '<|end_of_text|>'],
  ['Llama 3.1', { ownSystem: null, dated: true }, '<|eot_id|>'],
  ['Llama 2', { folds: false, opening: '' }, '</s>'],
  ['Gemma', { folds: true, ownSystem: null, opening: '<start_of_turn>model\n' }, '<end_of_turn>'],
  ['one that leaves', { folds: true, ownSystem: null }, '<|end|>'],
  ['DeepSeek R1', { opening: '<｜Assistant｜><think>\n' }, '<｜end▁of▁sentence｜>'],
  ['Alpaca', { opening: '### 応答:\n' }, '</s>'],
  ['MiniCPM', { folds: false, opening: '' }, null],
] as const)('%s: what a template does is found out by trying it', (name, traits, end) => {
  expect(traitsOf(templateCalled(name), TODAY)).toMatchObject(traits);
  expect(endOfTurn(templateCalled(name), controls)).toBe(end);
});
