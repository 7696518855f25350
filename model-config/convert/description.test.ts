import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecords } from '../models/read-records.ts';
import { describeCheckpoint, describeGguf } from './description.ts';
import { openFileSource } from './node/files.ts';
import { checkpointFolder, jsonOf, smallCheckpoint, tokenizerConfig } from './testing/checkpoints.ts';
import { memorySource } from './testing/memory-files.ts';
import { rawGguf, setField, value } from './testing/raw-gguf.ts';
import { smallGguf, smallRecord } from './testing/small-model.ts';

const CHAT_ML =
  "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}";
const GIVEN = { source: CHAT_ML, name: 'mine.jinja' };
/** Answers end with a token that no configuration names. */
const OWN_END = "{% for m in messages %}{{ m.content + '<|im_start|>' }}{% endfor %}";

const gguf = (...fields: [string, Uint8Array][]) => {
  const raw = smallGguf();
  for (const [key, bytes] of fields) setField(raw, key, bytes);
  return [memorySource('small.gguf', rawGguf(raw))];
};

const checkpoint = (files: Record<string, unknown>) => {
  const small = smallCheckpoint();
  for (const [name, content] of Object.entries(files)) {
    small.files[name] = typeof content === 'string' ? new TextEncoder().encode(content) : jsonOf(content);
  }
  return checkpointFolder(small);
};

describe('a GGUF file', () => {
  it('says its shape, name, licence and context', async () => {
    const found = await describeGguf(
      gguf(
        ['general.name', value.text('Small One')],
        ['general.license', value.text('apache-2.0')],
        ['qwen2.context_length', value.uint32(2048)],
      ),
    );
    expect(found).toMatchObject({ name: 'Small One', licence: 'apache-2.0', trainedContext: 2048 });
    expect(found.architecture).toEqual(smallRecord.architecture);
    expect(found.template).toEqual({ ...smallRecord.template, tokens: { eos_token: '<|im_end|>' } });
  });

  it('says its template, the tokens in it, and all that end an answer', async () => {
    const { template } = await describeGguf(
      gguf(
        ['tokenizer.chat_template', value.text(OWN_END)],
        ['tokenizer.ggml.bos_token_id', value.uint32(257)],
        ['tokenizer.ggml.eot_token_id', value.uint32(257)],
        ['tokenizer.ggml.add_bos_token', value.bool(true)],
      ),
    );
    expect(template).toEqual({
      source: OWN_END,
      tokens: { bos_token: '<|endoftext|>', eos_token: '<|im_end|>' },
      stopTokenIds: [258, 259, 257],
      beginTokenId: 257,
    });
  });

  it('is refused without a template, unless one is named', async () => {
    const bare = () => gguf(['tokenizer.chat_template', value.text(' ')]);
    await expect(describeGguf(bare())).rejects.toMatchObject({
      code: 'no-template',
      message: expect.stringMatching(/small\.gguf.*"tokenizer\.chat_template".*no chat template/),
    });
    expect(await describeGguf(bare(), GIVEN)).toMatchObject({
      template: { source: CHAT_ML, stopTokenIds: [259] },
      templateFrom: { file: 'mine.jinja' },
    });
    await expect(describeGguf(bare(), { source: 'nothing', name: 'mine.jinja' })).rejects.toMatchObject({
      code: 'unsupported-template',
      place: { file: 'mine.jinja' },
      forms: ['chatml', 'alpaca', 'vicuna'],
    });
  });

  it.each([
    ['is no Jinja', '{% for m in messages %}', /not supported of Jinja/],
    ['leaves the question out', '<|im_start|>', /leaves a question out/],
    ['refuses every conversation', "{{ raise_exception('Not like this.') }}", /refuses.*Not like this\./],
    ['breaks down', '{{ messages.content.nothing() }}', /breaks down/],
  ])('is refused where its template %s', async (_, source, message) => {
    const refused = describeGguf(gguf(['tokenizer.chat_template', value.text(source)]));
    await expect(refused).rejects.toMatchObject({
      code: 'unsupported-template',
      message: expect.stringMatching(message),
    });
  });
});

describe('a checkpoint', () => {
  it('says its shape, and as ends of an answer what any of its files say', async () => {
    const { architecture, template } = await describeCheckpoint(
      checkpoint({
        'tokenizer_config.json': { chat_template: OWN_END, eos_token: { content: 'th', special: true } },
        'special_tokens_map.json': { eos_token: 'a', pad_token: '<|endoftext|>' },
        'generation_config.json': { eos_token_id: [257, 259] },
        'config.json': { ...smallCheckpoint().config, eos_token_id: 3 },
      }),
    );
    expect(architecture).toEqual(smallRecord.architecture);
    expect(template.tokens).toEqual({ eos_token: 'th', pad_token: '<|endoftext|>' });
    expect(template.stopTokenIds).toEqual([258, 257, 259, 3, 256]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['the file of its own', { 'chat_template.jinja': CHAT_ML, 'tokenizer_config.json': tokenizerConfig }],
    ['a text', { 'tokenizer_config.json': { ...tokenizerConfig, chat_template: CHAT_ML } }],
    [
      'the one of a list that is called default',
      {
        'tokenizer_config.json': {
          ...tokenizerConfig,
          chat_template: [
            { name: 'tool_use', template: OWN_END },
            { name: 'default', template: CHAT_ML },
          ],
        },
      },
    ],
    [
      'the only one of a list',
      {
        'tokenizer_config.json': { ...tokenizerConfig, chat_template: [{ name: 'chat', template: CHAT_ML }] },
      },
    ],
  ])('has its template in %s', async (_, files) => {
    expect((await describeCheckpoint(checkpoint(files))).template.source).toBe(CHAT_ML);
  });

  it('is refused where several templates are stated and none is meant, and where none is', async () => {
    const named = (name: string) => ({ name, template: CHAT_ML });
    const several = { ...tokenizerConfig, chat_template: [named('a'), named('b')] };
    await expect(describeCheckpoint(checkpoint({ 'tokenizer_config.json': several }))).rejects.toMatchObject({
      code: 'unsupported-template',
      message: expect.stringContaining('"default"'),
    });
    const none = checkpoint({ 'tokenizer_config.json': { eos_token: '<|im_end|>' } });
    await expect(describeCheckpoint(none)).rejects.toMatchObject({ code: 'no-template' });
    expect((await describeCheckpoint(none, null, GIVEN)).template.source).toBe(CHAT_ML);
  });

  it('is refused where nothing says what ends an answer', async () => {
    const folder = checkpoint({
      'tokenizer_config.json': { chat_template: "{{ messages[-1]['content'] }}" },
    });
    await expect(describeCheckpoint(folder)).rejects.toMatchObject({
      code: 'unsupported-template',
      message: expect.stringContaining('eos_token_id'),
    });
  });

  it.each([
    ['its configuration says so', { add_bos_token: true, bos_token: '<|endoftext|>' }, null, 257],
    ['its configuration says otherwise', { add_bos_token: false, bos_token: '<|endoftext|>' }, undefined, null],
    ['its post-processor writes it', {}, undefined, 257],
  ])('begins raw prompts with a token where %s', async (_, config, changed, expected) => {
    const small = smallCheckpoint();
    small.tokenizer.post_processor =
      changed === null
        ? null
        : {
            type: 'Sequence',
            processors: [
              { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
              {
                type: 'TemplateProcessing',
                single: [{ SpecialToken: { id: '<|endoftext|>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
                pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
                special_tokens: { '<|endoftext|>': { id: '<|endoftext|>', ids: [257], tokens: ['<|endoftext|>'] } },
              },
            ],
          };
    small.files['tokenizer_config.json'] = jsonOf({ ...tokenizerConfig, ...config });
    expect((await describeCheckpoint(checkpointFolder(small))).template.beginTokenId).toBe(expected);
  });
});

/** The records were written by hand from the publishers' pages: whatever set-up downloaded has to agree. */
describe.each(readRecords().filter(({ source }) => source.format === 'gguf'))(
  '$id, where set-up has downloaded it,',
  (record) => {
    const file = new URL(`../../.build/sources/${record.id}.gguf`, import.meta.url).pathname;

    it('is described as its record says', async ({ skip }) => {
      skip(!existsSync(file));
      const source = await openFileSource(file);
      try {
        const found = await describeGguf([source]);
        expect(found.architecture).toEqual(record.architecture);
        expect(record.template.stopTokenIds).toEqual(expect.arrayContaining(found.template.stopTokenIds));
        expect(found.trainedContext).toBeGreaterThanOrEqual(record.limits.contextWindow);
      } finally {
        await source.close();
      }
    });
  },
);
