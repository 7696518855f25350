import type { ControlTokens } from './control-tokens.ts';

/** A way of writing conversations that many models were trained with: for a model whose files state none. */
export interface Form {
  id: FormId;
  /** As people call it. */
  name: string;
  /** Tokens without which a model was not trained with it. */
  marks: readonly string[];
  /** In Jinja. */
  source: string;
}

export const FORM_IDS = ['chatml', 'llama-3', 'alpaca', 'vicuna'] as const;
export type FormId = (typeof FORM_IDS)[number];

const TURNS = '{% for message in messages %}';
const OPENED = '{% endfor %}{% if add_generation_prompt %}';

const FORMS: readonly Form[] = [
  {
    id: 'chatml',
    name: 'ChatML',
    marks: ['<|im_start|>', '<|im_end|>'],
    source: `${TURNS}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}${OPENED}{{ '<|im_start|>assistant\\n' }}{% endif %}`,
  },
  {
    id: 'llama-3',
    name: 'Llama 3',
    marks: ['<|begin_of_text|>', '<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>'],
    source: `{{ '<|begin_of_text|>' }}${TURNS}{{ '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' + message.content | trim + '<|eot_id|>' }}${OPENED}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}`,
  },
  {
    id: 'alpaca',
    name: 'Alpaca',
    marks: [],
    source: `{{ bos_token }}${TURNS}{% if message.role == 'system' %}{{ message.content + '\\n\\n' }}{% elif message.role == 'user' %}{{ '### Instruction:\\n' + message.content + '\\n\\n' }}{% else %}{{ '### Response:\\n' + message.content }}{{ eos_token }}{{ '\\n\\n' }}{% endif %}${OPENED}{{ '### Response:\\n' }}{% endif %}`,
  },
  {
    id: 'vicuna',
    name: 'Vicuna',
    marks: [],
    source: `{{ bos_token }}${TURNS}{% if message.role == 'system' %}{{ message.content + '\\n\\n' }}{% elif message.role == 'user' %}{{ 'USER: ' + message.content + '\\n' }}{% else %}{{ 'ASSISTANT: ' + message.content }}{{ eos_token }}{{ '\\n' }}{% endif %}${OPENED}{{ 'ASSISTANT:' }}{% endif %}`,
  },
];

/** Those that a model with these tokens may have been trained with. */
export const fittingForms = ({ ids }: ControlTokens): readonly Form[] =>
  FORMS.filter(({ marks }) => marks.every((mark) => ids.has(mark)));

/** The form of this name; undefined where it is none. */
export const formOf = (id: string): Form | undefined => FORMS.find((form) => form.id === id);
