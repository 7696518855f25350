import { expect, it } from 'vitest';
import { ControlTokens } from './control-tokens.ts';
import { FORM_IDS, fittingForms, formOf } from './forms.ts';
import { writePrompt } from './prompt.ts';
import { endOfTurn } from './traits.ts';

const tokens = { bos_token: '<s>', eos_token: '</s>' };
const controlsOf = (...texts: string[]) =>
  new ControlTokens(texts.map((content, id) => ({ id, content, special: true })));
const templateOf = (id: string) => ({ source: formOf(id)!.source, tokens, stopTokenIds: [0], beginTokenId: null });

it.each([
  ['chatml', '<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nQ<|im_end|>\n<|im_start|>assistant\n', '<|im_end|>'],
  [
    'llama-3',
    '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nS<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nQ<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
    '<|eot_id|>',
  ],
  ['alpaca', '<s>S\n\n### Instruction:\nQ\n\n### Response:\n', '</s>'],
  ['vicuna', '<s>S\n\nUSER: Q\nASSISTANT:', '</s>'],
])('%s writes instructions and question, and ends an answer', (id, text, end) => {
  const template = templateOf(id);
  const turns = [
    { role: 'system', content: 'S' },
    { role: 'user', content: 'Q' },
  ] as const;
  expect(writePrompt(template, turns)).toMatchObject({ text, folded: false });
  expect(endOfTurn(template, controlsOf(...formOf(id)!.marks, '<s>', '</s>'))).toBe(end);
});

it('offers the forms whose marks are tokens of the model', () => {
  const idsOf = (...texts: string[]) => fittingForms(controlsOf(...texts)).map(({ id }) => id);
  expect(idsOf('</s>')).toEqual(['alpaca', 'vicuna']);
  expect(idsOf('<|im_start|>', '<|im_end|>')).toEqual(['chatml', 'alpaca', 'vicuna']);
  expect(idsOf(...FORM_IDS.flatMap((id) => formOf(id)!.marks))).toEqual(FORM_IDS);
});
