import type { Template } from '../models/record.ts';

/**
 * The `conv_template` of mlc-chat-config.json, without which web-llm 0.2.86 loads no model. Hakui writes prompts by the model's
 * own template and hands web-llm their tokens, so of this only the stop tokens count.
 */
export const webLlmTemplate = ({ stopTokenIds }: Template) => ({
  name: 'hakui',
  system_template: '{system_message}',
  system_message: '',
  roles: { user: '', assistant: '' },
  role_content_sep: '',
  role_empty_sep: '',
  seps: [''],
  stop_str: [],
  stop_token_ids: stopTokenIds,
});
