import { z } from 'zod';
import type { SourceFolder } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';
import { openFile, readJson } from '../read-json.ts';

const FILE = 'tokenizer.json';

/** Without any of these fields web-llm's tokenizers does not reject the file but aborts. */
const AddedToken = z.looseObject({
  id: z.int().nonnegative(),
  content: z.string(),
  single_word: z.boolean(),
  lstrip: z.boolean(),
  rstrip: z.boolean(),
  normalized: z.boolean(),
  special: z.boolean(),
});

const Tokenizer = z.looseObject({
  version: z.literal('1.0'),
  added_tokens: z.array(AddedToken),
  model: z.looseObject({
    type: z.literal('BPE'),
    vocab: z.record(z.string(), z.int().nonnegative()),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});

/**
 * A model's tokenizer.json, which web-llm's tokenizers reads as it is. Throws ConversionError where it is none of
 * BPE, or has more tokens than the model has embeddings.
 */
export async function readTokenizer(folder: SourceFolder, vocabSize: number): Promise<object> {
  const tokenizer = await readJson(await openFile(folder, FILE), Tokenizer);
  const ids = [...Object.values(tokenizer.model.vocab), ...tokenizer.added_tokens.map(({ id }) => id)];
  const highest = ids.reduce((a, b) => Math.max(a, b), -1);
  if (highest < vocabSize) return tokenizer;
  const problem = `token ${highest} has no embedding: the model has ${vocabSize}`;
  throw new ConversionError('unsupported-tokenizer', { file: FILE, key: 'model.vocab' }, problem);
}
