import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readGguf } from '../convert/gguf/read.ts';
import { tokenizerJson } from '../convert/gguf/tokenizer.ts';
import { huggingFaceTokenizer } from '../convert/node/hugging-face.ts';
import { memorySource } from '../convert/testing/memory-files.ts';
import { learnTokenizer } from './bpe.ts';
import { type Metadata, writeGguf } from './gguf-writer.ts';

const texts = [
  'これは短い文です。これは長い文です。',
  "It's a short text. It isn't a long text.\n\n12 12 12",
  'the the then thus',
];
const SPECIAL = '<|end|>';
const ours = learnTokenizer(texts, [SPECIAL], 290);

it('cuts text as Hugging Face does with the same merges', async () => {
  const metadata: Record<string, Metadata> = {
    'tokenizer.ggml.model': { type: 'string', value: 'gpt2' },
    'tokenizer.ggml.pre': { type: 'string', value: 'qwen2' },
    'tokenizer.ggml.tokens': { type: 'strings', value: ours.tokens },
    'tokenizer.ggml.token_type': { type: 'int32s', value: ours.tokens.map((token) => (token === SPECIAL ? 3 : 1)) },
    'tokenizer.ggml.merges': { type: 'strings', value: ours.merges },
  };
  const file = await readGguf(memorySource('bpe.gguf', writeGguf(metadata, [])));
  const json = new TextEncoder().encode(JSON.stringify(tokenizerJson(file, ours.tokens.length)));
  const theirs = await huggingFaceTokenizer(json);
  const words = fc.constantFrom(...texts.join('').split(/(?<=[ 。])/), 'THEN', '９', '\r\n', '  ', "'RE", 'é', '🙂');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(words).map((w) => w.join('')),
        fc.string({ unit: 'grapheme' }),
      ),
      (text) => {
        const normal = text.normalize('NFC');
        fc.pre(!normal.includes(SPECIAL));
        expect(ours.encode(normal)).toEqual([...theirs.encode(normal)]);
      },
    ),
    { numRuns: 300 },
  );
});

it('learns the commonest pairs first, and no token that is a clause', () => {
  expect(ours.tokens).toHaveLength(290);
  expect(ours.merges).toHaveLength(290 - 257);
  expect(learnTokenizer(['ab ab ab ba'], [], 257).merges).toEqual(['a b']);
  const utf8 = (token: string) => token.length; // one letter of the byte alphabet stands for one byte
  expect(Math.max(...ours.tokens.slice(0, -1).map(utf8))).toBeLessThanOrEqual(12);
});
