import type { Template } from '../../models/record.ts';

/** A template in ChatML, which writes a system message of its own where it is given none. */
export function chatMl(systemMessage: string | null = null, stopTokenIds: number[] = [0]): Template {
  const turn = (role: string, text: string) => `'<|im_start|>' + ${role} + '\\n' + ${text} + '<|im_end|>\\n'`;
  const own = systemMessage === null ? '' : `{{ ${turn("'system'", JSON.stringify(systemMessage))} }}`;
  return {
    source: [
      `{% if messages[0]['role'] != 'system' %}${own}{% endif %}`,
      `{% for message in messages %}{{ ${turn("message['role']", "message['content']")} }}{% endfor %}`,
      "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
    ].join(''),
    tokens: {},
    stopTokenIds,
    beginTokenId: null,
  };
}
