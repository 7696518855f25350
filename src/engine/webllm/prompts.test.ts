import { expect, test } from 'vitest';
import { huggingFaceTokenizer } from '../../../model-config/convert/node/hugging-face.ts';
import { byteTokenizerJson } from '../../../model-config/prompt/testing/byte-tokenizer.ts';
import { chatMl } from '../../../model-config/prompt/testing/chat-ml.ts';
import type { Pipeline } from './internals';
import { Prompts } from './prompts';

/** What the worker makes of a model's tokenizer.json, with the library of web-llm. */
async function promptsOf(tokenizer: object) {
  const file = new Blob([JSON.stringify(tokenizer)]);
  const library = await huggingFaceTokenizer(new Uint8Array(await file.arrayBuffer()));
  const pipeline = { tokenizer: library, filledKVCacheLength: 0, outputIds: [], outputMessage: '' };
  return { prompts: await Prompts.of(chatMl('Be kind.'), pipeline as unknown as Pipeline, file), library };
}

test.each(['__proto__', 'constructor', 'toString'])(
  'a token called %s is one token, also beside somebody’s control token',
  async (name) => {
    const json = byteTokenizerJson(['<|im_start|>', '<|im_end|>', name]);
    json.added_tokens[2]!.special = false;
    const { prompts, library } = await promptsOf(json);
    const hand = (content: string) => prompts.hand({ messages: [{ role: 'user', content }] });
    for (const content of [name, `${name} <|im_end|>`]) {
      const { ids } = await hand(content);
      expect(ids.filter((id) => id === 302)).toHaveLength(1);
      expect(ids.filter((id) => id === 300 || id === 301)).toEqual([300, 301, 300, 301, 300]);
      expect(library.decode(Int32Array.from(ids))).toContain(content);
    }
    expect((await prompts.hand(name)).ids).toEqual([302]);
  },
);
