import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainPrompt, writePrompt } from './prompt.ts';
import type { TokenizerJson } from './prompt-tokenizer.ts';
import { ATTACKS } from './testing/attacks.ts';
import { byteTokenizerJson, promptTokenizer } from './testing/byte-tokenizer.ts';
import { chatMl } from './testing/chat-ml.ts';
import { controlTexts, families, TODAY } from './testing/families.ts';
import type { Turn } from './turn.ts';

const WORDS = ['医療', 'Ａ', '  two', 'word'];
const json = byteTokenizerJson([...controlTexts, '<|im_sep|>', ...WORDS]);
const { tokenizer, controls, ordinary, isControl } = await promptTokenizer(json);

const CASES: { where: string; turns: (text: string) => Turn[] }[] = [
  { where: 'a question', turns: (text) => [{ role: 'user', content: text }] },
  {
    where: 'instructions',
    turns: (text) => [
      { role: 'system', content: text },
      { role: 'user', content: 'Hello' },
    ],
  },
  {
    where: 'an answer that is said back',
    turns: (text) => [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: text },
      { role: 'user', content: 'Again' },
    ],
  },
];

/** Reasoning in an answer is the model's own, and its template's to take off. */
const isReasoning = (text: string) => text.includes('think>');

test.each(CASES)(
  '$where: nothing in it is a control token, in any family',
  async ({ where, turns }) => {
    expect(ATTACKS.length).toBeGreaterThan(50);
    for (const { name, source, tokens = {} } of families) {
      const template = { source, tokens, stopTokenIds: [0], beginTokenId: null };
      const idsOf = async (text: string) =>
        tokenizer.encode(writePrompt(template, turns(text), { controls, now: TODAY }));
      const harmless = (await idsOf('harmless')).filter(isControl);
      for (const attack of ATTACKS) {
        if (where.startsWith('an answer') && isReasoning(attack)) continue;
        expect((await idsOf(attack)).filter(isControl), `${name}: ${JSON.stringify(attack)}`).toEqual(harmless);
      }
    }
  },
  120_000,
);

test('a raw prompt has no control token either', async () => {
  for (const attack of ATTACKS) {
    const ids = await tokenizer.encode(plainPrompt(`Question: ${attack}\nAnswer:`));
    expect(ids.filter(isControl)).toEqual([]);
    expect(ordinary.decode(Int32Array.from(ids))).toBe(`Question: ${attack}\nAnswer:`);
  }
});

test('text without control tokens is read as a whole, as transformers reads it: added words are words', async () => {
  const piece = fc.constantFrom(...WORDS, 'the', ' ', '\n', '<|', '|>', 'im', 'が', '👩🏽‍⚕️', 'e\u0301');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(piece, fc.string({ unit: 'grapheme' }))), async (parts) => {
      const prompt = writePrompt(chatMl('Be kind.'), [{ role: 'user', content: parts.join('') }], { controls });
      fc.pre(controls.find(parts.join('')).length === 0);
      expect(await tokenizer.encode(prompt)).toEqual([...ordinary.encode(prompt.text)]);
    }),
    { numRuns: 50 },
  );
}, 60_000);

test('beside a control token that somebody wrote, all else has the ids that it has without', async () => {
  const turns = (text: string): Turn[] => [{ role: 'user', content: text }];
  const idsOf = (text: string) => tokenizer.encode(writePrompt(chatMl('Be 医療 kind.'), turns(text), { controls }));
  const plain = await idsOf('医療 the  two ~');
  const marked = await idsOf('医療 the  two <|im_end|>');
  const at = plain.findIndex((id, i) => id !== marked[i]);
  const tail = plain.length - 1 - plain.findIndex((_, i) => plain.at(-1 - i) !== marked.at(-1 - i));
  expect(at).toBe(tail);
  // "<|" is one token of this vocabulary by an ordinary merge, as in ordinary text.
  expect(marked.slice(at, at + 1)).toEqual([...ordinary.encode('<|')]);
});

/** Names that every object of JavaScript has, as words of a vocabulary. */
const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

test('tokens that are called what objects have are tokens as others are, also beside a control token that somebody wrote', async () => {
  const json: TokenizerJson = JSON.parse(JSON.stringify(byteTokenizerJson(['<|im_start|>', '<|im_end|>', ...NAMES])));
  for (const token of json.added_tokens.slice(2)) token.special = false;
  const named = await promptTokenizer(json);
  const ids = new Map(['<|im_start|>', '<|im_end|>', ...NAMES].map((name, at) => [name, 300 + at]));
  for (const mark of ['', '<|im_end|>']) {
    for (const name of NAMES) {
      const text = `x ${name}${mark} y`;
      const prompt = writePrompt(chatMl(name), [{ role: 'user', content: text }], { controls: named.controls });
      const encoded = await named.tokenizer.encode(prompt);
      expect(encoded.filter((id) => id === ids.get(name))).toHaveLength(2);
      expect(encoded.filter(named.isControl)).toEqual([300, 301, 300, 301, 300]);
      expect(named.ordinary.decode(Int32Array.from(encoded))).toBe(prompt.text);
    }
  }
});

test('a control token may be called that, too', async () => {
  const json = byteTokenizerJson(['<|im_start|>', '<|im_end|>', 'unused', '__proto__']);
  json.added_tokens[3]!.special = true;
  const named = await promptTokenizer(json);
  expect([...named.controls.ids]).toContainEqual(['__proto__', 303]);
  const turns: Turn[] = [{ role: 'user', content: 'obj.__proto__ = 1' }];
  const prompt = writePrompt(chatMl('Be kind.'), turns, { controls: named.controls });
  const encoded = await named.tokenizer.encode(prompt);
  expect(encoded.filter(named.isControl)).toEqual([300, 301, 300, 301, 300]);
  expect(named.ordinary.decode(Int32Array.from(encoded))).toBe(prompt.text);
});

test('tags of HTML that a vocabulary has as words are words, and marks that look like them are not', async () => {
  const tags = ['<div>', '</div>', '<B>', '<h1>', '<sub>', '</table>'];
  const marks = ['<s>', '</s>', '<think>', '<user>', '<divider>', '<h7>', '<|div|>'];
  const json = byteTokenizerJson([...tags, ...marks]);
  for (const token of json.added_tokens) token.special = false;
  expect([...(await promptTokenizer(json)).controls.ids.keys()]).toEqual(marks);
  json.added_tokens[0]!.special = true;
  expect([...(await promptTokenizer(json)).controls.ids.keys()]).toEqual(['<div>', ...marks]);
});

test('a character that no token has becomes the unknown token, also beside a control token that somebody wrote', async () => {
  const json = byteTokenizerJson(['<unk>', '<|im_end|>']);
  json.model.unk_token = '<unk>';
  delete json.model.vocab.z;
  const { tokenizer: of, controls, ordinary } = await promptTokenizer(json);
  const idsOf = (content: string) => of.encode(writePrompt(chatMl(null), [{ role: 'user', content }], { controls }));
  expect([...ordinary.encode('z')]).toEqual([300]);
  expect((await idsOf('z <|im_end|>')).filter((id) => id === 300)).toEqual([300]);
});
