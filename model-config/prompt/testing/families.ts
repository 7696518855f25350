import type { Turn } from '../turn.ts';

/*
 * Templates of our own writing, one for each form of conversation that public families have: their marks, their order, and what
 * each does besides (its own system message, a date, roles it refuses, reasoning it takes off). None is a publisher's text.
 */

export interface Family {
  name: string;
  source: string;
  tokens?: Record<string, string>;
}

const LOOP = '{% for message in messages %}';
const ROLE = "message['role']";
const TEXT = "message['content']";

const family = (name: string, source: string | string[], tokens: Record<string, string> = {}): Family => ({
  ...{ name, tokens },
  source: Array.isArray(source) ? source.join('\n') : source,
});

export const families: readonly Family[] = [
  family(
    'ChatML',
    `${LOOP}{{ '<|im_start|>' + ${ROLE} + '\\n' + ${TEXT} + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`,
  ),
  family('ChatML, system of its own in the loop', [
    `${LOOP}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\\nYou are a careful helper.<|im_end|>\\n' }}{% endif %}`,
    `{{ '<|im_start|>' + ${ROLE} + '\\n' + ${TEXT} + '<|im_end|>\\n' }}{% endfor %}`,
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
  ]),
  family(
    'ChatML behind a beginning',
    `{{ bos_token }}${LOOP}{{ '<|im_start|>' + ${ROLE} + '\\n' + ${TEXT} + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`,
    { bos_token: '<|begin_of_text|>', eos_token: '<|im_end|>' },
  ),
  family('ChatML with a mark behind the role', [
    `${LOOP}{{- '<|im_start|>' + ${ROLE} + '<|im_sep|>' + ${TEXT} + '<|im_end|>' -}}{% endfor %}`,
    "{%- if add_generation_prompt %}{{ '<|im_start|>assistant<|im_sep|>' }}{% endif %}",
  ]),
  family('ChatML in a comment only', [
    '{#- Not <|im_start|>user and <|im_end|>: this family has marks of its own. -#}',
    `${LOOP}{{ '<|' + ${ROLE} + '|>' }}{{ ${TEXT} }}{{ eos_token }}{% endfor %}`,
    "{%- if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}",
  ]),
  family(
    'Llama 3',
    [
      `{% set loop_messages = messages %}{% for message in loop_messages %}`,
      `{% set content = '<|start_header_id|>' + ${ROLE} + '<|end_header_id|>\\n\\n' + ${TEXT} | trim + '<|eot_id|>' %}`,
      '{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}',
      "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}",
    ].map((line) => line.trim()),
    { bos_token: '<|begin_of_text|>', eos_token: '<|eot_id|>' },
  ),
  family(
    'Llama 3.1, with a date and tools',
    [
      '{{- bos_token }}',
      '{%- if not tools is defined %}{%- set tools = none %}{%- endif %}',
      '{%- if not date_string is defined %}',
      '    {%- if strftime_now is defined %}{%- set date_string = strftime_now("%d %b %Y") %}{%- else %}{%- set date_string = "26 Jul 2024" %}{%- endif %}',
      '{%- endif %}',
      "{%- if messages[0]['role'] == 'system' %}",
      "    {%- set system_message = messages[0]['content']|trim %}{%- set messages = messages[1:] %}",
      '{%- else %}{%- set system_message = "" %}{%- endif %}',
      '{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}',
      '{%- if tools is not none %}{{- "Environment: ipython\\n" }}{%- endif %}',
      '{{- "Knowledge until: December 2023\\n" }}{{- "Today: " + date_string + "\\n\\n" }}',
      '{{- system_message }}{{- "<|eot_id|>" }}',
      '{%- for message in messages %}',
      "    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}",
      "        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}",
      "    {%- else %}{{- raise_exception('No tools here.') }}{%- endif %}",
      '{%- endfor %}',
      "{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}",
    ],
    { bos_token: '<|begin_of_text|>', eos_token: '<|eot_id|>' },
  ),
  family(
    'Llama 2',
    [
      "{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}",
      "{%- for message in loop_messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('user and assistant in turn, please') }}{% endif %}",
      "{%- if loop.index0 == 0 and system_message != false %}{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}{% else %}{% set content = message['content'] %}{% endif %}",
      "{%- if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ ' ' + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}",
    ],
    { bos_token: '<s>', eos_token: '</s>' },
  ),
  family(
    'Mistral, which refuses a system message',
    [
      "{{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate.') }}{% endif %}",
      "{%- if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ message['content'] + eos_token }}{% else %}{{ raise_exception('Only user and assistant roles.') }}{% endif %}{% endfor %}",
    ],
    { bos_token: '<s>', eos_token: '</s>' },
  ),
  family(
    'Mistral with a system prompt before the last question',
    [
      '{%- if messages[0]["role"] == "system" %}{%- set system_message = messages[0]["content"] %}{%- set loop_messages = messages[1:] %}',
      '{%- else %}{%- set loop_messages = messages %}{%- endif %}',
      '{{- bos_token }}{%- for message in loop_messages %}',
      '{%- if message["role"] == "user" %}',
      '{%- if loop.last and system_message is defined %}{{- "[INST]" + system_message + "\\n\\n" + message["content"] + "[/INST]" }}{%- else %}{{- "[INST]" + message["content"] + "[/INST]" }}{%- endif %}',
      '{%- else %}{{- message["content"] + eos_token }}{%- endif %}{%- endfor %}',
    ],
    { bos_token: '<s>', eos_token: '</s>' },
  ),
  family(
    'Mistral with marks for a system prompt',
    [
      "{{- bos_token }}{%- for message in messages %}{%- if message['role'] == 'system' %}{{- '[SYSTEM_PROMPT]' + message['content'] + '[/SYSTEM_PROMPT]' }}",
      "{%- elif message['role'] == 'user' %}{{- '[INST]' + message['content'] + '[/INST]' }}{%- else %}{{- message['content'] + eos_token }}{%- endif %}{%- endfor %}",
    ],
    { bos_token: '<s>', eos_token: '</s>' },
  ),
  family(
    'Gemma, which calls the model model',
    [
      "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}",
      "{%- for message in messages %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}",
      "{{- '<start_of_turn>' + role + '\\n' + message['content'] | trim + '<end_of_turn>\\n' }}{% endfor %}",
      "{%- if add_generation_prompt %}{{'<start_of_turn>model\\n'}}{% endif %}",
    ],
    { bos_token: '<bos>', eos_token: '<eos>' },
  ),
  family(
    'Phi 3',
    [
      "{% for message in messages %}{% if message['role'] == 'system' and message['content'] %}{{'<|system|>\\n' + message['content'] + '<|end|>\\n'}}",
      "{%- elif message['role'] == 'user' %}{{'<|user|>\\n' + message['content'] + '<|end|>\\n'}}{% elif message['role'] == 'assistant' %}{{'<|assistant|>\\n' + message['content'] + '<|end|>\\n'}}{% endif %}{% endfor %}",
      "{%- if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% else %}{{ eos_token }}{% endif %}",
    ],
    { eos_token: '<|endoftext|>' },
  ),
  family(
    'Zephyr',
    [
      '{% for message in messages %}',
      "{% if message['role'] == 'user' %}",
      "{{ '<|user|>\\n' + message['content'] + eos_token }}",
      "{% elif message['role'] == 'system' %}",
      "{{ '<|system|>\\n' + message['content'] + eos_token }}",
      "{% elif message['role'] == 'assistant' %}",
      "{{ '<|assistant|>\\n'  + message['content'] + eos_token }}",
      '{% endif %}',
      '{% if loop.last and add_generation_prompt %}',
      "{{ '<|assistant|>' }}",
      '{% endif %}',
      '{% endfor %}',
    ],
    { bos_token: '<s>', eos_token: '</s>' },
  ),
  family(
    'Vicuna, without marks',
    [
      "{% if messages[0]['role'] == 'system' %}{{ messages[0]['content'] + ' ' }}{% set rest = messages[1:] %}{% else %}{{ 'A chat between a curious user and a helper. ' }}{% set rest = messages %}{% endif %}",
      "{%- for message in rest %}{% if message['role'] == 'user' %}{{ 'USER: ' + message['content'] + ' ' }}{% else %}{{ 'ASSISTANT: ' + message['content'] + eos_token }}{% endif %}{% endfor %}",
      "{%- if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}",
    ],
    { bos_token: '<s>', eos_token: '</s>' },
  ),
  family(
    'Alpaca, in Japanese',
    [
      "{% for message in messages %}{% if message.role == 'system' %}{{ message.content + '\\n\\n' }}{% elif message.role == 'user' %}{{ '### 指示:\\n' + message.content + '\\n\\n' }}{% else %}{{ '### 応答:\\n' + message.content + eos_token + '\\n\\n' }}{% endif %}{% endfor %}",
      "{%- if add_generation_prompt %}{{ '### 応答:\\n' }}{% endif %}",
    ],
    { eos_token: '</s>' },
  ),
  family(
    'DeepSeek R1, which opens the reasoning and takes earlier off',
    [
      '{% set ns = namespace(first=true, system="") %}',
      "{%- for message in messages %}{%- if message['role'] == 'system' %}{%- if ns.first %}{%- set ns.system = message['content'] %}{%- set ns.first = false %}{%- else %}{%- set ns.system = ns.system + '\\n\\n' + message['content'] %}{%- endif %}{%- endif %}{%- endfor %}",
      '{{- bos_token }}{{- ns.system }}',
      "{%- for message in messages %}{%- if message['role'] == 'user' %}{{- '<｜User｜>' + message['content'] }}{%- endif %}",
      "{%- if message['role'] == 'assistant' and message['content'] is not none %}{%- set content = message['content'] %}{%- if '</think>' in content %}{%- set content = content.split('</think>')[-1] %}{%- endif %}{{- '<｜Assistant｜>' + content + '<｜end▁of▁sentence｜>' }}{%- endif %}{%- endfor %}",
      "{%- if add_generation_prompt %}{{- '<｜Assistant｜><think>\\n' }}{%- endif %}",
    ],
    { bos_token: '<｜begin▁of▁sentence｜>', eos_token: '<｜end▁of▁sentence｜>' },
  ),
  family(
    'Qwen 3, which looks for the last question',
    [
      '{%- if tools %}{{- "<|im_start|>system\\n# Tools\\n" }}{%- for tool in tools %}{{- tool | tojson }}{%- endfor %}{{- "<|im_end|>\\n" }}',
      "{%- else %}{%- if messages[0].role == 'system' %}{{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}{%- endif %}{%- endif %}",
      '{%- set ns = namespace(searching=true, last=messages|length - 1) %}',
      '{%- for message in messages[::-1] %}{%- set index = (messages|length - 1) - loop.index0 %}',
      '{%- if ns.searching and message.role == "user" and message.content is string and not(message.content.startswith("<tool_response>") and message.content.endswith("</tool_response>")) %}{%- set ns.searching = false %}{%- set ns.last = index %}{%- endif %}{%- endfor %}',
      '{%- for message in messages %}{%- if message.content is string %}{%- set content = message.content %}{%- else %}{%- set content = "" %}{%- endif %}',
      '{%- if (message.role == "user") or (message.role == "system" and not loop.first) %}{{- "<|im_start|>" + message.role + "\\n" + content + "<|im_end|>" + "\\n" }}',
      '{%- elif message.role == "assistant" %}{%- set reasoning = "" %}',
      "{%- if '</think>' in content %}{%- set reasoning = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}{%- set content = content.split('</think>')[-1].lstrip('\\n') %}{%- endif %}",
      "{%- if loop.index0 > ns.last and reasoning %}{{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}{%- else %}{{- '<|im_start|>' + message.role + '\\n' + content }}{%- endif %}{{- '<|im_end|>\\n' }}",
      '{%- endif %}{%- endfor %}',
      "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}{%- endif %}",
    ],
    { eos_token: '<|im_end|>' },
  ),
  family(
    'SmolLM 3, which reads a switch in the instructions',
    [
      '{# ───── a header, and no text ───── #}',
      '{%- if enable_thinking is not defined -%}{%- set enable_thinking = true -%}{%- endif -%}',
      '{%- if messages[0].role == "system" -%}{%- set system_message = messages[0].content -%}',
      '{%- if "/no_think" in system_message -%}{%- set mode = "/no_think" -%}{%- else -%}{%- set mode = "/think" -%}{%- endif -%}',
      '{%- set instructions = system_message.replace("/no_think", "").replace("/think", "").rstrip() -%}',
      '{%- else -%}{%- set instructions = "" -%}{%- set mode = "/think" -%}{%- endif -%}',
      '{{- "<|im_start|>system\\n## Metadata\\n\\n" -}}{%- set today = strftime_now("%d %B %Y") -%}{{- "Today Date: " ~ today ~ "\\n" -}}{{- "Reasoning Mode: " + mode + "\\n\\n" -}}',
      '{%- if instructions -%}{{- instructions + "\\n\\n" -}}{%- endif -%}{{- "<|im_end|>\\n" -}}',
      '{%- for message in messages -%}{%- set content = message.content if message.content is string else "" -%}',
      '{%- if message.role == "user" -%}{{ "<|im_start|>" + message.role + "\\n" + content + "<|im_end|>\\n" }}',
      '{%- elif message.role == "assistant" -%}{% generation %}{%- if mode == "/think" -%}{{ "<|im_start|>assistant\\n" + content.lstrip("\\n") + "<|im_end|>\\n" }}{%- else -%}{{ "<|im_start|>assistant\\n" + "<think>\\n\\n</think>\\n" + content.lstrip("\\n") + "<|im_end|>\\n" }}{%- endif -%}{% endgeneration %}',
      '{%- endif -%}{%- endfor -%}',
      '{%- if add_generation_prompt -%}{%- if mode == "/think" -%}{{ "<|im_start|>assistant\\n" }}{%- else -%}{{ "<|im_start|>assistant\\n" + "<think>\\n\\n</think>\\n" }}{%- endif -%}{%- endif -%}',
    ],
    { eos_token: '<|im_end|>' },
  ),
  family(
    'Command R, with tokens around the role',
    [
      "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{% set rest = messages[1:] %}{% set system = messages[0]['content'] %}{% else %}{% set rest = messages %}{% set system = false %}{% endif %}",
      "{%- if system != false %}{{ '<|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>' + system + '<|END_OF_TURN_TOKEN|>' }}{% endif %}",
      "{%- for message in rest %}{% set content = message['content'] %}{% if message['role'] == 'user' %}{{ '<|START_OF_TURN_TOKEN|><|USER_TOKEN|>' + content.strip() + '<|END_OF_TURN_TOKEN|>' }}{% else %}{{ '<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>' + content.strip() + '<|END_OF_TURN_TOKEN|>' }}{% endif %}{% endfor %}",
      "{%- if add_generation_prompt %}{{ '<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>' }}{% endif %}",
    ],
    { bos_token: '<BOS_TOKEN>', eos_token: '<|END_OF_TURN_TOKEN|>' },
  ),
  family(
    'gpt-oss, with channels and a macro',
    [
      '{%- macro header(role) -%}{{ "<|start|>" ~ role ~ "<|message|>" }}{%- endmacro -%}',
      '{{- header("system") }}{{- "Knowledge cutoff: 2024-06\\n" }}{{- "Current date: " + strftime_now("%Y-%m-%d") + "\\n\\nReasoning: " }}{%- if reasoning_effort is not defined %}{%- set reasoning_effort = "medium" %}{%- endif %}{{- reasoning_effort + "<|end|>" }}',
      '{%- if messages[0].role in ["system", "developer"] %}{{- header("developer") }}{{- "# Instructions\\n\\n" + messages[0].content + "<|end|>" }}{%- set rest = messages[1:] %}{%- else %}{%- set rest = messages %}{%- endif %}',
      '{%- for message in rest -%}{%- if message.role == "assistant" -%}{{- "<|start|>assistant<|channel|>final<|message|>" + message.content + "<|end|>" }}{%- else -%}{{- header("user") + message.content + "<|end|>" }}{%- endif -%}{%- endfor -%}',
      '{%- if add_generation_prompt -%}<|start|>assistant{%- endif -%}',
    ],
    { eos_token: '<|return|>' },
  ),
  family(
    'Granite, with the role between marks',
    [
      "{%- if messages[0]['role'] == 'system' %}{%- set system_message = messages[0]['content'] %}{%- set loop_messages = messages[1:] %}{%- else %}{%- set system_message = 'Today: ' + strftime_now('%B %d, %Y') + '.\\nYou are a helper.' %}{%- set loop_messages = messages %}{%- endif %}",
      "{{- '<|start_of_role|>system<|end_of_role|>' + system_message + '<|end_of_text|>\\n' }}",
      "{%- for message in loop_messages %}{{- '<|start_of_role|>' + message['role'] + '<|end_of_role|>' + message['content'] + '<|end_of_text|>\\n' }}{%- if loop.last and add_generation_prompt %}{{- '<|start_of_role|>assistant<|end_of_role|>' }}{%- endif %}{%- endfor %}",
    ],
    { eos_token: '<|end_of_text|>' },
  ),
  family(
    'OLMo',
    [
      "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'system' %}{{ '<|system|>\\n' + message['content'] + '\\n' }}{% elif message['role'] == 'user' %}{{ '<|user|>\\n' + message['content'] + '\\n' }}{% elif message['role'] == 'assistant' %}{% if not loop.last %}{{ '<|assistant|>\\n'  + message['content'] + eos_token + '\\n' }}{% else %}{{ '<|assistant|>\\n'  + message['content'] + eos_token }}{% endif %}{% endif %}{% if loop.last and add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}{% endfor %}",
    ],
    { bos_token: '<|endoftext|>', eos_token: '<|endoftext|>' },
  ),
  family(
    'EXAONE, with brackets of two kinds',
    [
      "{% for message in messages %}{% if loop.first and message['role'] != 'system' %}{{ '[|system|][|endofturn|]\\n' }}{% endif %}{{ '[|' + message['role'] + '|]' + message['content'] }}{% if message['role'] == 'user' %}{{ '\\n' }}{% else %}{{ '[|endofturn|]\\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '[|assistant|]' }}{% endif %}",
    ],
    { bos_token: '[BOS]', eos_token: '[|endofturn|]' },
  ),
  family(
    'Nemotron, with capitals',
    [
      "{{ '<extra_id_0>System' }}{% for message in messages %}{% if message['role'] == 'system' %}{{ '\\n' + message['content'].strip() }}{% endif %}{% endfor %}{{ '\\n\\n' }}",
      "{%- for message in messages %}{% if message['role'] != 'system' %}{{ '<extra_id_1>' + message['role'] | capitalize + '\\n' + message['content'] | trim + '\\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<extra_id_1>Assistant\\n' }}{% endif %}",
    ],
    { eos_token: '</s>' },
  ),
  family(
    'InternLM 2',
    [
      `{{ bos_token }}${LOOP}{{'<|im_start|>' + ${ROLE} + '\\n' + ${TEXT} + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`,
    ],
    { bos_token: '<s>', eos_token: '</s>' },
  ),
  family(
    'MiniCPM',
    [
      "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}{{'<用户>' + message['content'].strip() + '<AI>'}}{% else %}{{message['content'].strip()}}{% endif %}{% endfor %}",
    ],
    { bos_token: '<s>', eos_token: '</s>' },
  ),
  family(
    'one that leaves a system message out without a word',
    [
      "{% for message in messages %}{% if message['role'] == 'user' %}{{ '<|user|>' + message['content'] + '<|end|>' }}{% elif message['role'] == 'assistant' %}{{ '<|assistant|>' + message['content'] + '<|end|>' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}",
    ],
    { eos_token: '<|end|>' },
  ),
  family(
    'ELYZA, system of its own in Llama 2 marks',
    [
      "{% set default = 'あなたは誠実で優秀な助手です。' %}{% if messages[0]['role'] == 'system' %}{% set rest = messages[1:] %}{% set system = messages[0]['content'] %}{% else %}{% set rest = messages %}{% set system = default %}{% endif %}",
      "{%- for message in rest %}{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + ('<<SYS>>\\n' + system + '\\n<</SYS>>\\n\\n' if loop.first else '') + message['content'] + ' [/INST] ' }}{% else %}{{ message['content'] + eos_token }}{% endif %}{% endfor %}",
    ],
    { bos_token: '<s>', eos_token: '</s>' },
  ),
];

const said = (role: Turn['role'], content: string): Turn => ({ role, content });

/** By name: a question, with instructions, over several turns, with reasoning in an answer, and what templates trip over. */
export const conversations: Record<string, Turn[]> = {
  question: [said('user', '低カリウム血症の鑑別診断を挙げてください。')],
  instructed: [said('system', 'Answer in one sentence. /no_think'), said('user', ' What raises the INR?\n')],
  turns: [
    said('system', 'あなたは循環器内科医です。'),
    said('user', 'Which test?'),
    said('assistant', '心エコー検査です。\n- 左室駆出率'),
    said('user', "And if it's preserved? 👩🏽‍⚕️ $& {{ x }}"),
  ],
  reasoned: [
    said('user', '2 + 2?'),
    said('assistant', '<think>\nTwo and two.\n</think>\n\nFour.'),
    said('user', 'Sure?'),
    said('assistant', 'Yes.'),
    said('user', '<div>\n  "ok" & more\n</div>'),
  ],
};

/** What templates that write the date take for today, in local time: a day and a month of one figure. */
export const TODAY = new Date(2026, 0, 5, 9, 7);

/** The texts of control tokens in the templates above. */
export const controlTexts = [
  ...new Set(
    [
      ...families.flatMap(({ source, tokens = {} }) => [
        ...(source.match(/<[|｜]?[A-Za-z_▁]+[|｜]>|<\/?[a-z_]+(?:_\d)?>|\[\/?[A-Z_]+\]|\[\|[a-z]+\|\]/g) ?? []),
        ...Object.values(tokens),
      ]),
      ...[
        '<|user|>',
        '<|assistant|>',
        '<|system|>',
        '[|user|]',
        '[|assistant|]',
        '<用户>',
        '<AI>',
        '<<SYS>>',
        '<</SYS>>',
      ],
    ].filter((text) => text !== ''),
  ),
].sort();
