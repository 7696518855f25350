import { ConversionError } from '../errors.ts';
import type { GgufFile } from './file.ts';

/** Kinds of token in GGUF (llama.h, llama_token_type) that are matched whole, before any splitting. */
const CONTROL = 3;
const USER_DEFINED = 4;

const byteLevel = (trimOffsets: boolean, useRegex: boolean) => ({
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: trimOffsets,
  use_regex: useRegex,
});

const split = (regex: string) => ({
  type: 'Sequence',
  pretokenizers: [
    { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false },
    byteLevel(false, false),
  ],
});

/**
 * How text is cut up before merging, by GGUF's name for it (`tokenizer.ggml.pre`): as the publishers'
 * own tokenizer.json files do. Qwen2's also brings text into normal form C first.
 */
const PRE_TOKENIZERS: Record<string, { normalizer: object | null; pre_tokenizer: object }> = {
  smollm: {
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel(true, true)],
    },
  },
  qwen2: {
    normalizer: { type: 'NFC' },
    pre_tokenizer: split(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    ),
  },
  'llama-bpe': {
    normalizer: null,
    pre_tokenizer: split(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    ),
  },
};

/** Hugging Face's tokenizers refuses a whole file whose merges use or make a token that is not in the vocabulary. */
function checkMerges(merges: string[], vocabulary: Map<string, number>, file: string): void {
  for (const [i, merge] of merges.entries()) {
    const [left, right, ...rest] = merge.split(' ');
    if (rest.length === 0 && right && [left!, right, left! + right].every((token) => vocabulary.has(token))) continue;
    const problem = `merge ${i}, ${JSON.stringify(merge.slice(0, 80))}, is not two tokens that make a third`;
    throw new ConversionError('unsupported-tokenizer', { file, key: 'tokenizer.ggml.merges' }, problem);
  }
}

/** The vocabulary of a GGUF file as a tokenizer.json of Hugging Face's tokenizers: byte-level BPE. */
export function tokenizerJson({ metadata, source }: GgufFile, vocabSize: number): object {
  const file = source.name;
  const list = <T>(key: string, is: (v: unknown) => v is T): T[] => {
    const value = metadata.get(key);
    if (Array.isArray(value) && (value as unknown[]).every(is)) return value as T[];
    throw new ConversionError('unsupported-tokenizer', { file, key }, 'the field is missing or not a list of its kind');
  };
  const isText = (v: unknown) => typeof v === 'string';
  const isNumber = (v: unknown) => typeof v === 'number';

  const model = metadata.get('tokenizer.ggml.model');
  if (model !== 'gpt2') {
    const problem = `tokenizers of kind ${String(model)} are not supported; byte-level BPE (gpt2) is`;
    throw new ConversionError('unsupported-tokenizer', { file, key: 'tokenizer.ggml.model' }, problem);
  }
  const pre = metadata.get('tokenizer.ggml.pre');
  const cutting = typeof pre === 'string' && Object.hasOwn(PRE_TOKENIZERS, pre) ? PRE_TOKENIZERS[pre] : undefined;
  if (!cutting) {
    const problem = `the pre-tokenizer ${String(pre)} is not one of ${Object.keys(PRE_TOKENIZERS).join(', ')}`;
    throw new ConversionError('unsupported-tokenizer', { file, key: 'tokenizer.ggml.pre' }, problem);
  }
  const tokens = list('tokenizer.ggml.tokens', isText);
  const types = list('tokenizer.ggml.token_type', isNumber);
  const merges = list('tokenizer.ggml.merges', isText);
  if (tokens.length !== types.length || tokens.length > vocabSize) {
    const problem = `${tokens.length} tokens, ${types.length} token types and ${vocabSize} embeddings do not fit together`;
    throw new ConversionError('unsupported-tokenizer', { file, key: 'tokenizer.ggml.tokens' }, problem);
  }
  const vocabulary = new Map(tokens.map((token, id) => [token, id]));
  if (vocabulary.size !== tokens.length) {
    throw new ConversionError('unsupported-tokenizer', { file, key: 'tokenizer.ggml.tokens' }, 'a token stands twice');
  }
  checkMerges(merges, vocabulary, file);
  const added = tokens.flatMap((content, id) =>
    types[id] === CONTROL || types[id] === USER_DEFINED
      ? [
          {
            id,
            content,
            single_word: false,
            lstrip: false,
            rstrip: false,
            normalized: false,
            special: types[id] === CONTROL,
          },
        ]
      : [],
  );
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added,
    ...cutting,
    post_processor: null,
    decoder: byteLevel(true, true),
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: pre === 'llama-bpe',
      vocab: Object.fromEntries(vocabulary),
      merges,
    },
  };
}
