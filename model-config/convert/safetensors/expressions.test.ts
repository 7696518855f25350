import { expect, it } from 'vitest';
import { huggingFaceTokenizer } from '../node/hugging-face.ts';
import { checkpointFolder, jsonOf, smallCheckpoint } from '../testing/checkpoints.ts';
import { badExpression } from './expressions.ts';
import { readTokenizer } from './tokenizer.ts';

const split = (Regex: string) => ({ type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false });

/** Of public tokenizers, and what else Oniguruma has that other engines lack. */
const GOOD = [
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t)?|\\p{N}",
  '[一-龥぀-ゟ゠-ヿ]+',
  '\\p{N}{1,3}',
  ...['(?>a)', 'a++', '\\h', '(?<!ab)c', '[\\p{Han}&&[^a]]', '\\p{^L}', '[[:alpha:]]', '(?<n>a)\\k<n>', ''],
];
/** Each aborts web-llm's tokenizers 0.21.1. */
const BAD = [
  ...['(a', 'a)', '[a', '*a', '[z-a]', '(?P<x>a)', '\\', '(?', '[]', '\\1', '\\g<0>', '(?<n>a)\\k<m>', '[[:foo:]]'],
  ...['\\p{Foo}', '\\p{IsHan}', '\\p{Script=Han}', 'a{100001}', '(?u)a', '[a--b]', '(?=a)*'],
];

it.each(GOOD)('%j is read as the library reads it', async (expression) => {
  expect(badExpression(split(expression))).toBeNull();
  const small = smallCheckpoint();
  small.tokenizer.pre_tokenizer = split(expression);
  const written = await readTokenizer(checkpointFolder(small), 260);
  expect((await huggingFaceTokenizer(jsonOf(written))).encode('th th').length).toBeGreaterThan(1);
});

it.each(BAD)('%j, at which the library aborts, is refused by its field', async (expression) => {
  const small = smallCheckpoint();
  small.tokenizer.pre_tokenizer = { type: 'Sequence', pretokenizers: [split(expression)] };
  await expect(readTokenizer(checkpointFolder(small), 260)).rejects.toMatchObject({
    code: 'unsupported-tokenizer',
    place: { file: 'tokenizer.json', key: 'pre_tokenizer' },
    message: expect.stringContaining('the regular expression'),
  });
});
