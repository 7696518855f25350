import { expect, test } from 'vitest';
import { ConvTemplate, templateOfConv } from './conv-template.ts';
import { writePrompt } from './prompt.ts';
import type { Turn } from './turn.ts';

const turns: Turn[] = [
  { role: 'user', content: 'One?' },
  { role: 'assistant', content: 'Yes.' },
  { role: 'user', content: 'Two?' },
];
const textOf = (conv: object, said: Turn[] = turns) =>
  writePrompt(
    templateOfConv(ConvTemplate.parse(conv), (id) => `<${id}>`),
    said,
  ).text;

const chatMl = {
  system_template: '<|im_start|>system\n{system_message}<|im_end|>\n',
  system_message: 'Say "yes".',
  roles: { user: '<|im_start|>user', assistant: '<|im_start|>assistant' },
  ...{ role_content_sep: '\n', role_empty_sep: '\n', seps: ['<|im_end|>\n'], stop_token_ids: [2, 0] },
};

test("a published model's conversation is written as its configuration states it", () => {
  const [start, end] = ['<|im_start|>', '<|im_end|>\n'];
  const spoken = `${start}user\nOne?${end}${start}assistant\nYes.${end}${start}user\nTwo?${end}${start}assistant\n`;
  expect(textOf(chatMl)).toBe(`${start}system\nSay "yes".${end}${spoken}`);
  expect(textOf(chatMl, [{ role: 'system', content: 'Be.' }, ...turns])).toBe(`${start}system\nBe.${end}${spoken}`);
  expect(textOf({ ...chatMl, system_message: '' })).toBe(spoken);
  expect(templateOfConv(ConvTemplate.parse(chatMl), () => undefined).stopTokenIds).toEqual([2, 0]);
});

test('with tokens before it, ends of its own for each role, and the first question behind the system message', () => {
  const llama2 = {
    system_template: '[INST] <<SYS>>\n\n{system_message}<</SYS>>\n\n',
    ...{ system_message: 'Be kind.', system_prefix_token_ids: [1], add_role_after_system_message: false },
    roles: { user: '[INST]', assistant: '[/INST]', tool: '[INST]' },
    role_templates: { user: '{user_message}', assistant: '{assistant_message}', tool: '{tool_message}' },
    ...{ role_content_sep: ' ', role_empty_sep: ' ', seps: [' ', ' </s>'], stop_token_ids: [2] },
  };
  expect(textOf(llama2)).toBe('<1>[INST] <<SYS>>\n\nBe kind.<</SYS>>\n\nOne? [/INST] Yes. </s>[INST] Two? [/INST] ');
});
