import { z } from 'zod';
import type { ByteSource, SourceFolder } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';
import { openFile, plainObject, readJson } from '../read-json.ts';
import { AddedToken, addedTokens } from './added-tokens.ts';
import { badExpression } from './expressions.ts';
import { Decoder, Normalizer, PostProcessor, PreTokenizer } from './tokenizer-parts.ts';

const FILE = 'tokenizer.json';

const Model = z.object({
  type: z.literal('BPE'),
  vocab: plainObject,
  merges: z.union([z.array(z.string()), z.array(z.tuple([z.string(), z.string()]))]),
  unk_token: z.string().nullish(),
  continuing_subword_prefix: z.string().nullish(),
  end_of_word_suffix: z.string().nullish(),
  fuse_unk: z.boolean().nullish(),
  byte_fallback: z.boolean().nullish(),
  ignore_merges: z.boolean().nullish(),
});

/** The library reads no other field at the top either. */
const Tokenizer = z.strictObject({
  truncation: z.unknown().optional(),
  padding: z.unknown().optional(),
  version: z.literal('1.0'),
  added_tokens: z.array(AddedToken),
  model: Model,
  normalizer: Normalizer,
  pre_tokenizer: PreTokenizer,
  post_processor: PostProcessor,
  decoder: Decoder,
});
type Tokenizer = z.infer<typeof Tokenizer>;

/**
 * A model's tokenizer.json as web-llm's tokenizers reads it, with the tokens that only the files beside it state: the same text gives the same tokens as in training. How
 * long a text may be and what fills it up was a matter of batches (`truncation`, `padding`), and dropping merges at
 * random of learning; neither is kept. Throws ConversionError where it is none of BPE, is one that the
 * library does not read, or has more tokens than the model has embeddings.
 */
export async function readTokenizer(folder: SourceFolder, vocabSize: number): Promise<object> {
  const stated = await readParts(await openFile(folder, FILE));
  checkTokens(stated, vocabSize);
  for (const part of PARTS) {
    const problem = badExpression(stated[part]);
    if (problem !== null) refuse(part, problem);
  }
  const { version, normalizer = null, pre_tokenizer = null, post_processor = null, decoder = null } = stated;
  return {
    ...{ version, truncation: null, padding: null },
    added_tokens: await addedTokens(folder, stated, vocabSize),
    ...{ normalizer, pre_tokenizer, post_processor, decoder },
    model: { ...stated.model, dropout: null },
  };
}

/** The parts that the library has in many kinds, and aborts at one that it does not know. */
const PARTS = ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder'] as const;

async function readParts(file: ByteSource): Promise<Tokenizer> {
  const { model } = await readJson(file, z.looseObject({ model: z.looseObject({ type: z.string().nullish() }) }));
  if (model.type !== 'BPE') refuse('model.type', `${model.type ?? 'none'} is not supported; BPE is`);
  try {
    return await readJson(file, Tokenizer);
  } catch (error) {
    const key = error instanceof ConversionError && error.code === 'bad-json' ? error.place.key : undefined;
    if (!PARTS.some((part) => key?.startsWith(part))) throw error;
    return refuse(key!, 'it is of a kind that is not supported, or lacks a field of its kind');
  }
}

function refuse(key: string, problem: string): never {
  throw new ConversionError('unsupported-tokenizer', { file: FILE, key }, problem);
}

function checkTokens({ model, added_tokens }: Tokenizer, vocabSize: number): void {
  const vocabulary = new Map<string, number>();
  const named = new Map<number, string>();
  for (const [token, id] of Object.entries(model.vocab)) {
    const place = `model.vocab.${token.slice(0, 80)}`;
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0) refuse(place, 'the number of a token expected');
    const other = named.get(id);
    if (other !== undefined) refuse(place, `the token ${JSON.stringify(other)} has the number ${id} too`);
    vocabulary.set(token, id);
    named.set(id, token);
  }
  const ids = [...vocabulary.values(), ...added_tokens.map(({ id }) => id)];
  const highest = ids.reduce((a, b) => Math.max(a, b), -1);
  if (highest >= vocabSize) refuse('model.vocab', `token ${highest} has no embedding: the model has ${vocabSize}`);
  checkMerges(model, vocabulary);
  checkAdded(added_tokens, vocabulary);
}

function checkMerges(
  { merges, continuing_subword_prefix }: Tokenizer['model'],
  vocabulary: ReadonlyMap<string, number>,
): void {
  const prefix = continuing_subword_prefix?.length ?? 0;
  for (const [index, merge] of merges.entries()) {
    const [left = '', right = '', ...more] = typeof merge === 'string' ? merge.split(' ') : merge;
    if (more.length === 0 && [left, right, left + right.slice(prefix)].every((token) => vocabulary.has(token)))
      continue;
    refuse(`model.merges[${index}]`, `${JSON.stringify(merge)} is not two tokens that make a third`);
  }
}

/** The library numbers tokens that the vocabulary lacks by itself, one after the other, whatever the file says. */
function checkAdded(added: Tokenizer['added_tokens'], vocabulary: ReadonlyMap<string, number>): void {
  let next = vocabulary.size;
  const known = new Map(vocabulary);
  for (const [index, { id, content }] of added.entries()) {
    if (content === '') continue;
    const given = known.get(content) ?? next;
    if (given !== id) {
      refuse(`added_tokens[${index}].id`, `${JSON.stringify(content)} would be token ${given}, the file says ${id}`);
    }
    known.set(content, id);
    next = Math.max(next, id + 1);
  }
}
