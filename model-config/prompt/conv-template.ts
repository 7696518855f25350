import { z } from 'zod';
import type { Template } from '../models/record.ts';

/** How mlc-chat-config.json states a model's conversations. Published models state nothing else of them. */
export const ConvTemplate = z.looseObject({
  system_template: z.string(),
  system_message: z.string().default(''),
  system_prefix_token_ids: z.array(z.int()).nullish(),
  add_role_after_system_message: z.boolean().default(true),
  roles: z.looseObject({ user: z.string(), assistant: z.string() }),
  role_templates: z.looseObject({ user: z.string().optional(), assistant: z.string().optional() }).nullish(),
  seps: z.array(z.string()).min(1),
  role_content_sep: z.string().default(': '),
  role_empty_sep: z.string().default(': '),
  stop_token_ids: z.array(z.int().nonnegative()).default([]),
});
export type ConvTemplate = z.infer<typeof ConvTemplate>;

const text = (value: string) => JSON.stringify(value);
const write = (value: string) => (value === '' ? '' : `{{ ${text(value)} }}`);

/** The same as a template in Jinja: system message, turns, and the opening of the answer, as MLC writes them. */
function jinjaOf(conv: ConvTemplate): string {
  const { roles, role_templates: templates, role_content_sep: sep, role_empty_sep: empty } = conv;
  const [userEnd = '', assistantEnd = userEnd] = conv.seps;
  const [before = '', after = ''] = conv.system_template.split('{system_message}');
  const content = (role: 'user' | 'assistant') => {
    const [head = '', tail = ''] = (templates?.[role] ?? `{${role}_message}`).split(`{${role}_message}`);
    return `${write(head)}{{ message['content'] }}${write(tail.replace('{function_string}', ''))}`;
  };
  const named = conv.add_role_after_system_message ? '' : '{% if not (system and loop.first) %}';
  return [
    "{% if messages[0]['role'] == 'system' %}{% set system = messages[0]['content'] %}{% set turns = messages[1:] %}",
    `{% else %}{% set system = ${text(conv.system_message)} %}{% set turns = messages %}{% endif %}`,
    `{% if system %}${write(before)}{{ system }}${write(after)}{% endif %}`,
    "{% for message in turns %}{% if message['role'] == 'user' %}",
    `${named}${write(roles.user + sep)}${named && '{% endif %}'}${content('user')}${write(userEnd)}`,
    `{% else %}${write(roles.assistant + sep)}${content('assistant')}${write(assistantEnd)}{% endif %}{% endfor %}`,
    `{% if add_generation_prompt %}${write(roles.assistant + empty)}{% endif %}`,
  ].join('');
}

/** Of a published model's mlc-chat-config.json. `tokenOf` tells a token's text by its id. */
export function templateOfConv(conv: ConvTemplate, tokenOf: (id: number) => string | undefined): Template {
  const [first] = conv.system_prefix_token_ids ?? [];
  const prefix = (conv.system_prefix_token_ids ?? []).map((id) => tokenOf(id) ?? '').join('');
  return {
    source: `${write(prefix)}${jinjaOf(conv)}`,
    tokens: {},
    stopTokenIds: conv.stop_token_ids,
    beginTokenId: first ?? null,
  };
}
