import { expect, test } from 'vitest';
import { protocols } from './catalog';
import type { Protocol } from './protocol';
import { meansProtocol, readProtocolFile } from './protocol-file';

const [letter] = protocols as [Protocol];
const written = (change: object): string => JSON.stringify({ ...letter, ...change }, null, 2);

function problemsOf(text: string) {
  const reading = readProtocolFile('mine.json', text);
  return reading.state === 'refused'
    ? reading.problems.map(({ code, details: { file, ...details } }) => ({ code, ...details }))
    : [];
}

test.each(protocols.map((protocol) => [protocol.id, protocol] as const))(
  '%s is read from its own file',
  (_, protocol) => {
    const text = `\uFEFF${JSON.stringify(protocol)}`;
    expect(meansProtocol(text)).toBe(true);
    expect(readProtocolFile('mine.json', text)).toEqual({ state: 'read', protocol });
  },
);

test('a comma too many is told with its line', () => {
  const text = written({}).replace('"frame": "chat",', '"frame": "chat",,');
  expect(meansProtocol(text)).toBe(true);
  const line = text.slice(0, text.indexOf(',,')).split('\n').length;
  expect(problemsOf(text)).toEqual([{ code: 'not-json', line, field: null }]);
});

test('every field that is wrong is told, by its name', () => {
  const { method: _, ...rest } = letter;
  const text = JSON.stringify({
    ...rest,
    id: 'My Protocol',
    tempo: 3,
    frame: 'bare',
    decoding: { ...letter.decoding, maxTokens: 0, seed: 'x' },
  });
  expect(problemsOf(text)).toEqual(
    expect.arrayContaining([
      { code: 'missing', line: null, field: 'method' },
      { code: 'unknown-field', line: null, field: 'tempo' },
      { code: 'wrong-value', line: null, field: 'frame', expected: 'chat | raw' },
      { code: 'wrong-value', line: null, field: 'decoding.maxTokens', expected: '> 0' },
      { code: 'wrong-value', line: null, field: 'decoding.seed', expected: 'number' },
      expect.objectContaining({ code: 'wrong-value', field: 'id' }),
    ]),
  );
});

test('a variable that means nothing is named', () => {
  expect(problemsOf(written({ prompt: { ja: '{{ question }}', en: '{{ questoin }}' } }))).toEqual([
    { code: 'unknown-variable', line: null, field: 'prompt.en', variable: 'questoin' },
  ]);
});

test('a protocol without a prompt, or with nothing to read its text, is refused', () => {
  expect(problemsOf(written({ prompt: {} }))).toEqual([{ code: 'no-prompt', line: null, field: 'prompt' }]);
  expect(problemsOf(written({ method: 'generate' }))).toEqual([
    { code: 'reading-mismatch', line: null, field: 'extraction' },
  ]);
});

test.each([
  '[]',
  'null',
  '{"question": "Which?", "options": {"A": "a"}, "answer": "a"}',
  '{"id": "x"}\n{"id": "y"}',
  '',
])('%s does not mean to be a protocol', (text) => {
  expect(meansProtocol(text)).toBe(false);
});
