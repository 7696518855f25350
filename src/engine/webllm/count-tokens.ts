import type { Template } from '../../../model-config/models/record.ts';
import { webLlmTemplate } from '../../../model-config/models/template.ts';
import type { ChatMessage, TokenCounts } from '../types';

/**
 * Counts a conversation as web-llm 0.2.86 will read it from its start (getPromptArray, getInputData): the
 * system message, each turn with its marks and the opening of the answer are made tokens one by one, so
 * that their counts add up to the whole.
 */
export function countTokens(
  template: Template,
  encode: (text: string) => { length: number },
  messages: readonly ChatMessage[],
): TokenCounts {
  const written = webLlmTemplate(template);
  const [turnEnd = '', answerEnd = ''] = written.seps;
  const count = (text: string) => encode(text).length;
  const system = messages[0]?.role === 'system' ? messages[0].content : template.systemMessage;
  const turns = messages.filter(({ role }) => role !== 'system');
  return {
    // Put in by a function: in a text to put in, `$&` means something.
    frame:
      count(written.system_template.replace('{system_message}', () => system)) +
      count(written.roles.assistant + written.role_empty_sep),
    turns: turns.map(({ role, content }) =>
      role === 'user'
        ? count(written.roles.user + written.role_content_sep + content + turnEnd)
        : count(written.roles.assistant + written.role_content_sep + content + answerEnd),
    ),
  };
}
