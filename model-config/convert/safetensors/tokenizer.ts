import { z } from 'zod';
import type { SourceFolder } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';
import { openFile, readJson } from '../read-json.ts';

const FILE = 'tokenizer.json';

const Tokenizer = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.int().nonnegative(), content: z.string() })).default([]),
  model: z.looseObject({
    type: z.literal('BPE'),
    vocab: z.record(z.string(), z.int().nonnegative()),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});

/**
 * A model's tokenizer.json in the form that web-llm's tokenizers reads: with every merge as one text, "a b",
 * where newer files have a pair. Throws ConversionError where it is none of byte-level BPE, or has more tokens
 * than the model has embeddings.
 */
export async function readTokenizer(folder: SourceFolder, vocabSize: number): Promise<object> {
  const tokenizer = await readJson(await openFile(folder, FILE), Tokenizer);
  const { added_tokens, model } = tokenizer;
  const highest = [...Object.values(model.vocab), ...added_tokens.map(({ id }) => id)].reduce(
    (a, b) => Math.max(a, b),
    -1,
  );
  if (highest >= vocabSize) {
    const problem = `token ${highest} has no embedding: the model has ${vocabSize}`;
    throw new ConversionError('unsupported-tokenizer', { file: FILE, key: 'model.vocab' }, problem);
  }
  return { ...tokenizer, model: { ...model, merges: model.merges.map(asText) } };
}

function asText(merge: string | [string, string], index: number): string {
  if (typeof merge === 'string') return merge;
  // The tokens of byte-level BPE have no spaces: a space in the text is written Ġ.
  if (!merge.some((token) => token.includes(' '))) return merge.join(' ');
  const place = { file: FILE, key: `model.merges[${index}]` };
  throw new ConversionError('unsupported-tokenizer', place, 'a token with a space in it is not of byte-level BPE');
}
