import { expect, test } from 'vitest';
import { protocols } from './catalog';
import { Protocol } from './protocol';
import { ProtocolFileError } from './protocol-file-error';
import { readPublishedTemplates } from './published-templates';

/** In the syntax of the evaluator's file, with texts of our own. */
const FILE = `from liquid import Template

ours = Template('''Answer this.
### Question:
{{instruction}}
### Options: {{ input }}
### Response:
''')

ours_ja = Template("""答えよ。\\n{{instruction}}\\t{{input}}""")
meditron_five_choice =  Template('It\\'s one: '
    "{{input}}")  # joined
meditron_four_choice = Template(r'\\n{{input}}')

def prepare_prompt_template(name):
    return ours
# commented = Template('''no''')
`;

test('each template is a protocol with the settings of the published evaluator', () => {
  const read = readPublishedTemplates('template.py', FILE);
  expect(read.map(({ id }) => id)).toEqual([
    'harness-ours',
    'harness-ours-ja',
    'harness-meditron-five-choice',
    'harness-meditron-four-choice',
  ]);
  const [ours, japanese, five, four] = read;
  const text = 'Answer this.\n### Question:\n{{ question }}\n### Options: {{ options }}\n### Response:\n';
  expect(ours?.prompt).toEqual({ ja: text, en: text });
  expect(japanese?.prompt).toEqual({ ja: '答えよ。\n{{ question }}\t{{ options }}' });
  expect(five?.prompt.en).toBe("It's one: {{ options }}");
  expect(four?.prompt.en).toBe('\\n{{ options }}');
  expect(read.map(({ options }) => options)).toEqual([
    'plain-comma',
    'plain-comma',
    'parenthesised-lines',
    'plain-comma',
  ]);
  for (const protocol of read) {
    expect(Protocol.parse(protocol)).toEqual(protocol);
    const { frame, method, extraction, decoding, longestQuestion, optionCount, headline } = protocols.at(-1)!;
    expect(protocol).toMatchObject({ frame, method, extraction, decoding, longestQuestion, optionCount, headline });
  }
});

const one = "x = Template('{{input}}')";
test.each<[string, string, string[]]>([
  ['a name assigned twice', `x = Template('first {{input}}')\n${one}`, ['{{ options }}']],
  ['a text about templates', `'''\ny = Template('no {{input}}')\n'''\n${one}`, ['{{ options }}']],
  [
    'a template about templates',
    `x = Template('''\ny = Template("{{input}}")''')`,
    ['\ny = Template("{{ options }}")'],
  ],
  ['a comment with an apostrophe', `# it's\nz = "it's"  # '''\n${one}`, ['{{ options }}']],
  ['line ends of Windows', "x = Template('''a\r\n{{input}}''')\r\n", ['a\n{{ options }}']],
])('%s is read as Python reads it', (_, source, prompts) => {
  const read = readPublishedTemplates('f.py', source);
  expect(read.map(({ prompt }) => prompt.en)).toEqual(prompts);
});

test('a template that the script never chooses says so', () => {
  const choice =
    'def prepare_prompt_template(name):\n    if name == "x":\n        return x\n    else:\n        return x\n';
  const [chosen, never] = readPublishedTemplates('f.py', `${one}\ny = Template('{{input}}')\n${choice}`);
  expect(chosen?.description.en).toBe('');
  expect(never?.description.en).toContain('never chooses');
});

test.each<[string, string, object]>([
  [
    'trimmed space',
    `x = Template(' {{- input }}')`,
    { code: 'not-plain', details: { file: 'f.py', line: 1, field: 'x' } },
  ],
  ['a filter', `x = Template('{{ input | strip }}')`, { code: 'unknown-variable' }],
  ['no templates', 'print("x")', { code: 'no-templates', details: { file: 'f.py', line: null, field: null } }],
  [
    'an unknown variable',
    `\n\nx = Template('''{{answer}}''')`,
    { code: 'unknown-variable', details: { file: 'f.py', line: 3, field: 'x', variable: 'answer' } },
  ],
  ['logic', `x = Template('{% if a %}')`, { code: 'not-plain', details: { file: 'f.py', line: 1, field: 'x' } }],
  [
    'a literal without its end',
    `\nx = Template('''abc`,
    { code: 'unterminated', details: { file: 'f.py', line: 2, field: null } },
  ],
  [
    'a call',
    `x = Template(open('passwords').read())`,
    { code: 'not-a-string', details: { file: 'f.py', line: 1, field: null } },
  ],
  [
    'a broken escape',
    String.raw`x = Template('\x1')`,
    { code: 'bad-escape', details: { file: 'f.py', line: 1, field: null } },
  ],
])('%s is refused with its place', (_, source, error) => {
  expect(() => readPublishedTemplates('f.py', source)).toThrow(ProtocolFileError);
  expect(() => readPublishedTemplates('f.py', source)).toThrow(expect.objectContaining(error));
});
