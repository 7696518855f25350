import type { Template } from './record.ts';

/**
 * The template in the form of web-llm's `conv_template` (mlc-chat-config.json).
 *
 * web-llm 0.2.86 keeps the key-value cache between turns and then feeds only the new user turn, without
 * the text that ends the assistant's turn before it: a second turn would not be in the model's format,
 * and would differ from the same conversation read from the start. So the end of a turn is written here
 * at the head of the user turn that follows it. Both ways of reading then give the same tokens. It
 * needs a system message always, and an assistant turn between two user turns.
 *
 * `role_templates` is left out on purpose: web-llm fills it in with String.replace, which would turn
 * `$$` and `$&` in a person's text into something else.
 */
export function webLlmTemplate(t: Template) {
  return {
    name: 'hakui',
    system_template: `${t.turnStart}system${t.headerEnd}{system_message}`,
    system_message: t.systemMessage,
    add_role_after_system_message: true,
    roles: { user: `${t.turnEnd}${t.turnStart}user`, assistant: `${t.turnStart}assistant` },
    role_content_sep: t.headerEnd,
    role_empty_sep: t.headerEnd,
    seps: [t.turnEnd, ''],
    stop_str: [],
    stop_token_ids: t.stopTokenIds,
  };
}

export interface Turn {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** The whole text a model reads for a conversation, up to where its answer begins. */
export function renderConversation(t: Template, turns: Turn[]): string {
  const whole: Turn[] = turns[0]?.role === 'system' ? turns : [{ role: 'system', content: t.systemMessage }, ...turns];
  const written = whole.map((turn) => `${t.turnStart}${turn.role}${t.headerEnd}${turn.content}${t.turnEnd}`);
  return `${written.join('')}${t.turnStart}assistant${t.headerEnd}`;
}
