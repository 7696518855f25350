import { z } from 'zod';
import { plainObject } from '../read-json.ts';

/**
 * The parts around a tokenizer's model that the tokenizers of web-llm reads (0.21.1, its src/pre_tokenizers,
 * normalizers, decoders and processors), with the fields that it wants: for any other it does not reject the file
 * but aborts. Other fields are left out. `Precompiled` normalizers, which belong to Unigram, are not among them.
 */
const part = <Shape extends z.ZodRawShape>(type: string, shape: Shape) => z.object({ type: z.literal(type), ...shape });
const plain = (...types: [string, ...string[]]) => z.object({ type: z.enum(types) });

const flag = z.boolean();
const pattern = z.union([z.strictObject({ String: z.string() }), z.strictObject({ Regex: z.string() })]);
const behavior = z.enum(['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous']);
const piece = z.tuple([z.string(), z.int().nonnegative()]);

const byteLevel = part('ByteLevel', { add_prefix_space: flag, trim_offsets: flag, use_regex: flag.optional() });
const metaspace = part('Metaspace', {
  replacement: z.string().length(1),
  prepend_scheme: z.enum(['always', 'never', 'first']).optional(),
  add_prefix_space: flag.optional(),
  split: flag.optional(),
});
const replace = part('Replace', { pattern, content: z.string() });

/** Sequences hold parts of their own kind, under another name for each, and once more sequences. */
function kind(field: string, parts: readonly [z.ZodType, ...z.ZodType[]]): z.ZodType {
  const one = z.union(parts);
  const sequence = part('Sequence', { [field]: z.array(one) });
  return z.union([one, part('Sequence', { [field]: z.array(z.union([one, sequence])) })]).nullish();
}

export const PreTokenizer = kind('pretokenizers', [
  byteLevel,
  metaspace,
  part('Split', { pattern, behavior, invert: flag }),
  part('Digits', { individual_digits: flag }),
  part('Punctuation', { behavior: behavior.optional() }),
  part('CharDelimiterSplit', { delimiter: z.string().length(1) }),
  plain('BertPreTokenizer', 'Whitespace', 'WhitespaceSplit', 'UnicodeScripts'),
]);

export const Normalizer = kind('normalizers', [
  replace,
  part('Prepend', { prepend: z.string() }),
  part('Strip', { strip_left: flag, strip_right: flag }),
  part('BertNormalizer', {
    clean_text: flag,
    handle_chinese_chars: flag,
    strip_accents: flag.nullable(),
    lowercase: flag,
  }),
  plain('NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'StripAccents', 'Nmt', 'ByteLevel'),
]);

export const Decoder = kind('decoders', [
  byteLevel,
  metaspace,
  replace,
  part('Strip', { content: z.string().length(1), start: z.int().nonnegative(), stop: z.int().nonnegative() }),
  part('BPEDecoder', { suffix: z.string() }),
  part('WordPiece', { prefix: z.string(), cleanup: flag }),
  part('CTC', { pad_token: z.string(), word_delimiter_token: z.string(), cleanup: flag }),
  plain('Fuse', 'ByteFallback'),
]);

const template = z.array(
  z.union([
    z.object({ SpecialToken: z.object({ id: z.string(), type_id: z.int() }) }),
    z.object({ Sequence: z.object({ id: z.enum(['A', 'B']), type_id: z.int() }) }),
  ]),
);

const SpecialToken = z.object({ id: z.string(), ids: z.array(z.int().nonnegative()), tokens: z.array(z.string()) });
const namedTokens = plainObject.refine((tokens) => z.array(SpecialToken).safeParse(Object.values(tokens)).success);

export const PostProcessor = kind('processors', [
  byteLevel,
  part('BertProcessing', { sep: piece, cls: piece }),
  part('RobertaProcessing', { sep: piece, cls: piece, trim_offsets: flag, add_prefix_space: flag }),
  part('TemplateProcessing', {
    single: template,
    pair: template,
    special_tokens: namedTokens,
  }),
]);
