import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { huggingFaceTokenizer } from '../node/hugging-face.ts';
import { memorySource } from '../testing/memory-files.ts';
import { rawGguf, setField, value } from '../testing/raw-gguf.ts';
import { alphabet, smallGguf } from '../testing/small-model.ts';
import { readGguf } from './read.ts';
import { tokenizerJson } from './tokenizer.ts';

const MERGES = ['t h', '1 2', '12 3', 'Ġ 1', 'Ġ a', '. Ċ', "' s"];
const SPECIAL = ['<|im_start|>', '<|im_end|>'];
const TOKENS = [...alphabet, ...MERGES.map((merge) => merge.replace(' ', '')), ...SPECIAL, 'user'];
const USER_DEFINED = 4;
const types = TOKENS.map((token) => (token === 'user' ? USER_DEFINED : SPECIAL.includes(token) ? 3 : 1));

async function converted(pre: string) {
  const gguf = smallGguf();
  setField(gguf, 'tokenizer.ggml.pre', value.text(pre));
  setField(gguf, 'tokenizer.ggml.tokens', value.texts(TOKENS));
  setField(gguf, 'tokenizer.ggml.token_type', value.int32s(types));
  setField(gguf, 'tokenizer.ggml.merges', value.texts(MERGES));
  const json = tokenizerJson(await readGguf(memorySource('small.gguf', rawGguf(gguf))), TOKENS.length);
  const tokenizer = await huggingFaceTokenizer(new TextEncoder().encode(JSON.stringify(json)));
  return {
    words: (text: string) => [...tokenizer.encode(text)].map((id) => TOKENS[id]),
    roundTrip: (text: string) => tokenizer.decode(tokenizer.encode(text)),
  };
}

// By the publishers' own tokenizer.json files: which of the merges above may come about.
describe.each([
  ['smollm', { '123': ['1', '2', '3'], ' 1': ['Ġ', '1'], '.\n': ['.', 'Ċ'] }],
  ['qwen2', { '123': ['1', '2', '3'], ' 1': ['Ġ', '1'], '.\n': ['.Ċ'] }],
  ['llama-bpe', { '123': ['123'], ' 1': ['Ġ', '1'], '.\n': ['.Ċ'] }],
])('the pre-tokenizer %s', (pre, cuts) => {
  it('cuts numbers and line ends as its model was taught', async () => {
    const { words } = await converted(pre);
    for (const [text, parts] of Object.entries(cuts)) expect(words(text), text).toEqual(parts);
    expect(words('the a')).toEqual(['th', 'e', 'Ġa']);
    expect(words("it's")).toEqual(['i', 't', "'s"]);
  });

  it('takes special tokens whole', async () => {
    const { words } = await converted(pre);
    expect(words('<|im_start|>user')).toEqual(['<|im_start|>', 'user']);
    expect(words('a<|im_end|>')).toEqual(['a', '<|im_end|>']);
  });

  it('gives any text back', async () => {
    const { roundTrip } = await converted(pre);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const normal = pre === 'qwen2' ? text.normalize('NFC') : text;
        fc.pre(!SPECIAL.some((token) => text.includes(token)));
        expect(roundTrip(text)).toBe(normal);
      }),
    );
  });
});

it('brings decomposed kana together for qwen2 alone', async () => {
  const decomposed = 'か\u3099';
  expect((await converted('qwen2')).roundTrip(decomposed)).toBe('が');
  expect((await converted('smollm')).roundTrip(decomposed)).toBe(decomposed);
});
