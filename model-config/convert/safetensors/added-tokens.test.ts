import { describe, expect, it } from 'vitest';
import { describeCheckpoint } from '../description.ts';
import { huggingFaceTokenizer } from '../node/hugging-face.ts';
import { addedToken, checkpointFolder, jsonOf, smallCheckpoint, tokenizerConfig } from '../testing/checkpoints.ts';
import { readTokenizer } from './tokenizer.ts';

/* The small checkpoint's vocabulary has 260 tokens: 257 is <|endoftext|>, 258 <|im_start|> and 259 <|im_end|>, the last two added. */

const stated = (content: string, more = {}) => ({ content, special: true, ...more });

interface Files {
  config?: object;
  map?: object;
  legacy?: object;
  /** In place of what tokenizer.json lists. */
  added?: object[];
}

function folderOf({ config = {}, map, legacy, added }: Files) {
  const small = smallCheckpoint();
  if (added) small.tokenizer.added_tokens = added;
  small.files = {
    'tokenizer_config.json': jsonOf({ ...tokenizerConfig, ...config }),
    ...(map && { 'special_tokens_map.json': jsonOf(map) }),
    ...(legacy && { 'added_tokens.json': jsonOf(legacy) }),
  };
  return checkpointFolder(small);
}

async function read(files: Files, vocabSize = 300) {
  const json = await readTokenizer(folderOf(files), vocabSize);
  const { added_tokens } = json as { added_tokens: { id: number; content: string; special: boolean }[] };
  const tokenizer = await huggingFaceTokenizer(jsonOf(json));
  return {
    added: added_tokens.map(({ id, content }) => [id, content]),
    tokens: added_tokens,
    ids: (text: string) => [...tokenizer.encode(text)],
  };
}

describe('a token that only the files beside tokenizer.json state', () => {
  it.each<[string, Files]>([
    ['added_tokens_decoder', { config: { added_tokens_decoder: { 257: stated('<|endoftext|>') } } }],
    ['a token with a part', { config: { pad_token: '<|endoftext|>' } }],
    ['the same in full', { config: { unk_token: { __type: 'AddedToken', ...stated('<|endoftext|>') } } }],
    ['a list', { config: { additional_special_tokens: ['<|endoftext|>'] } }],
    ['a list in full', { config: { extra_special_tokens: [stated('<|endoftext|>')] } }],
    ['extra tokens by name', { config: { extra_special_tokens: { end: '<|endoftext|>' } } }],
    ['special_tokens_map.json', { map: { pad_token: '<|endoftext|>' } }],
    ['added_tokens.json', { legacy: { '<|endoftext|>': 257 } }],
  ])('is read as one: %s', async (_, files) => {
    expect((await read({})).ids('<|endoftext|>').length).toBeGreaterThan(5);
    const { added, ids } = await read(files);
    expect(added).toEqual([
      [258, '<|im_start|>'],
      [259, '<|im_end|>'],
      [257, '<|endoftext|>'],
    ]);
    expect(ids('th<|endoftext|>th')).toEqual([256, 257, 256]);
  });

  it('as the whole tokenizer lacks them, its template has its marks all the same', async () => {
    const decoder = { 259: stated('<|im_end|>'), 258: stated('<|im_start|>') };
    const files = { added: [], config: { added_tokens_decoder: decoder } };
    const { added, ids } = await read(files);
    expect(added).toEqual([
      [258, '<|im_start|>'],
      [259, '<|im_end|>'],
    ]);
    expect(ids('<|im_start|>th<|im_end|>')).toEqual([258, 256, 259]);
    const { template } = await describeCheckpoint(folderOf(files));
    expect(template.stopTokenIds).toEqual([259]);
  });

  it('gets the number behind the vocabulary, in the order of the files, where the model has an embedding for it', async () => {
    const files = {
      config: { added_tokens_decoder: { 261: stated('<b2>'), 260: stated('<b1>') }, pad_token: '<pad>' },
    };
    const { added, ids } = await read(files);
    expect(added.slice(2)).toEqual([
      [260, '<b1>'],
      [261, '<b2>'],
      [262, '<pad>'],
    ]);
    expect(ids('<b2><pad><b1>')).toEqual([261, 262, 260]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('may be called %s', async (name) => {
    const decoder = { 260: stated(name) };
    expect((await read({ config: { added_tokens_decoder: decoder } })).ids(`th${name}th`)).toEqual([256, 260, 256]);
    const legacy = JSON.parse(`{"${name}": 260}`);
    expect((await read({ legacy })).ids(`th${name}th`)).toEqual([256, 260, 256]);
  });

  it('without an embedding is refused where it has a number, and left out where it is only named', async () => {
    await expect(read({ config: { added_tokens_decoder: { 260: stated('<b>') } } }, 260)).rejects.toMatchObject({
      code: 'unsupported-tokenizer',
      place: { file: 'tokenizer_config.json', key: 'added_tokens_decoder.260' },
      message: expect.stringContaining('"<b>" is token 260 and has no embedding: the model has 260'),
    });
    expect((await read({ config: { pad_token: '[PAD]', mask_token: null, sep_token: '' } }, 260)).added).toHaveLength(
      2,
    );
  });

  it.each<[Files, string, string]>([
    [
      { config: { added_tokens_decoder: { 256: stated('<|endoftext|>') } } },
      'tokenizer_config.json',
      'added_tokens_decoder.256',
    ],
    [{ config: { added_tokens_decoder: { 280: stated('<b>') } } }, 'tokenizer_config.json', 'added_tokens_decoder.280'],
    [{ legacy: { '<b>': 7 } }, 'added_tokens.json', '<b>'],
    [{ legacy: { '<b>': '7' } }, 'added_tokens.json', '<b>'],
  ])('with another number than the library would give it is refused', async (files, file, key) => {
    await expect(read(files)).rejects.toMatchObject({ code: 'unsupported-tokenizer', place: { file, key } });
  });

  it.each([{ x: stated('<b>') }, { 260: 'text' }, { 260: { content: 7 } }, [stated('<b>')], 7])(
    'a list that is none, %j, is refused by its field',
    async (decoder) => {
      await expect(read({ config: { added_tokens_decoder: decoder } })).rejects.toMatchObject({
        code: 'bad-json',
        place: { file: 'tokenizer_config.json', key: expect.stringMatching(/^added_tokens_decoder/) },
      });
    },
  );
});

it('how a token is matched, tokenizer_config.json says', async () => {
  const added = [addedToken(258, '<|im_start|>'), { ...addedToken(259, '<|im_end|>'), special: false }];
  const { tokens, ids } = await read({
    added,
    config: { added_tokens_decoder: { 258: stated('<|im_start|>', { rstrip: true }), 259: stated('<|im_end|>') } },
  });
  expect(tokens.map(({ special }) => special)).toEqual([true, true]);
  expect(ids('<|im_start|>  th')).toEqual([258, 256]);
  // Without the list the file's own word stands, whatever part the token has.
  const plain = await read({ added, config: { eos_token: '<|im_end|>' } });
  expect(plain.tokens.map(({ special }) => special)).toEqual([true, false]);
});
