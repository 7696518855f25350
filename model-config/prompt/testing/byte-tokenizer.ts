import { huggingFaceTokenizer } from '../../convert/node/hugging-face.ts';
import { alphabet } from '../../convert/testing/small-model.ts';
import { ControlTokens } from '../control-tokens.ts';
import { PromptTokenizer, type TokenizerJson } from '../prompt-tokenizer.ts';

const FIRST_CONTROL = 300;

/** A byte-level tokenizer.json with a few merges, some of which lead into marks, and these control tokens. */
export function byteTokenizerJson(controls: readonly string[]): TokenizerJson {
  const merges = ['t h', 'th e', 'Ġ the', '< |', '| >', 'i m', 'im _', '< /', 'Ċ Ċ'];
  const tokens = [...alphabet, ...merges.map((merge) => merge.replace(' ', ''))];
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  const added_tokens = controls.map((content, at) => ({
    ...{ id: FIRST_CONTROL + at, content, special: at % 2 === 0 },
    ...{ single_word: false, lstrip: false, rstrip: false, normalized: at % 3 === 0 },
  }));
  return {
    ...{ version: '1.0', truncation: null, padding: null, normalizer: { type: 'NFC' }, post_processor: null },
    ...{ added_tokens, pre_tokenizer: byteLevel, decoder: byteLevel },
    model: {
      ...{ type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null },
      ...{ fuse_unk: false, byte_fallback: false, ignore_merges: false, merges },
      vocab: Object.fromEntries([
        ...tokens.map((token, id) => [token, id]),
        ...added_tokens.map(({ content, id }) => [content, id]),
      ]),
    },
  };
}

export async function promptTokenizer(json: TokenizerJson) {
  const make = (file: TokenizerJson) => huggingFaceTokenizer(new TextEncoder().encode(JSON.stringify(file)));
  const ordinary = await make(json);
  const controls = new ControlTokens(json.added_tokens);
  const tokenizer = new PromptTokenizer(controls, { ordinary, make, read: async () => json });
  return { tokenizer, controls, ordinary, isControl: (id: number) => [...controls.ids.values()].includes(id) };
}
