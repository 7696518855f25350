import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecords } from '../models/read-records.ts';
import { describeCheckpoint, describeGguf } from './description.ts';
import { openFileSource } from './node/files.ts';
import { checkpointFolder, jsonOf, smallCheckpoint } from './testing/checkpoints.ts';
import { memorySource } from './testing/memory-files.ts';
import { rawGguf, setField, value } from './testing/raw-gguf.ts';
import { smallGguf, smallRecord } from './testing/small-model.ts';

const CHAT_ML =
  "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}";
const LLAMA = "{% for m in messages %}{{ '[INST]' + m.content + '[/INST]' }}{% endfor %}";

const gguf = (...fields: [string, Uint8Array][]) => {
  const raw = smallGguf();
  for (const [key, bytes] of fields) setField(raw, key, bytes);
  return memorySource('small.gguf', rawGguf(raw));
};

const checkpoint = (files: Record<string, unknown>) => {
  const small = smallCheckpoint();
  for (const [name, content] of Object.entries(files)) small.files[name] = jsonOf(content);
  return checkpointFolder(small);
};

describe('a GGUF file', () => {
  it('says its shape, name, licence and context', async () => {
    const found = await describeGguf(
      gguf(
        ['general.name', value.text('Small One')],
        ['general.license', value.text('apache-2.0')],
        ['qwen2.context_length', value.uint32(2048)],
        ['tokenizer.chat_template', value.text(CHAT_ML)],
      ),
    );
    expect(found).toMatchObject({ name: 'Small One', licence: 'apache-2.0', trainedContext: 2048 });
    expect(found.architecture).toEqual(smallRecord.architecture);
    expect(found.template).toEqual({ ...smallRecord.template, systemMessage: expect.any(String) });
  });

  it('is taken for ChatML without a template, by its tokens', async () => {
    const found = await describeGguf(gguf());
    expect(found).toMatchObject({ name: null, licence: null, trainedContext: null });
    expect(found.template.stopTokenIds).toEqual([259]);
  });

  it('is refused where its turns are written in another form', async () => {
    const source = gguf(['tokenizer.chat_template', value.text(LLAMA)]);
    await expect(describeGguf(source)).rejects.toMatchObject({
      code: 'unsupported-template',
      message: expect.stringMatching(/small\.gguf.*"tokenizer\.chat_template".*ChatML/),
    });
  });
});

describe('a checkpoint', () => {
  it('says its shape, name, context and every token that ends a turn', async () => {
    const found = await describeCheckpoint(
      checkpoint({
        'tokenizer_config.json': { chat_template: CHAT_ML },
        'generation_config.json': { eos_token_id: [257, 259] },
      }),
    );
    expect(found.architecture).toEqual(smallRecord.architecture);
    expect(found.template.stopTokenIds).toEqual([259, 257]);
  });

  it('has its template in a list of templates, or in a file of its own', async () => {
    const listed = { chat_template: [{ name: 'default', template: LLAMA }] };
    const refused = expect.objectContaining({ code: 'unsupported-template' });
    await expect(describeCheckpoint(checkpoint({ 'tokenizer_config.json': listed }))).rejects.toEqual(refused);
    const own = smallCheckpoint();
    own.files['chat_template.jinja'] = new TextEncoder().encode(LLAMA);
    await expect(describeCheckpoint(checkpointFolder(own))).rejects.toEqual(refused);
  });

  it('is refused where its vocabulary has no ChatML', async () => {
    const folder = checkpoint({ 'tokenizer.json': { ...smallCheckpoint().tokenizer, added_tokens: [] } });
    await expect(describeCheckpoint(folder)).rejects.toMatchObject({ code: 'unsupported-template' });
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
        const found = await describeGguf(source);
        expect(found.architecture).toEqual(record.architecture);
        expect(record.template.stopTokenIds).toEqual(expect.arrayContaining(found.template.stopTokenIds));
        expect(found.trainedContext).toBeGreaterThanOrEqual(record.limits.contextWindow);
      } finally {
        await source.close();
      }
    });
  },
);
