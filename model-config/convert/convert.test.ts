import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Architecture, ModelRecord } from '../models/record.ts';
import { convertGguf } from './convert.ts';
import { partNames } from './gguf/split.ts';
import { folderSink, openFileSource, openFiles } from './node/files.ts';
import { memorySink, memorySource } from './testing/memory-files.ts';
import { itWithPython, runPython } from './testing/python.ts';
import { rawGguf } from './testing/raw-gguf.ts';
import { smallGguf, smallRecord } from './testing/small-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'convert-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Wide enough for the K formats, whose blocks have 256 values. */
const wide: Partial<Architecture> = {
  hiddenSize: 256,
  intermediateSize: 512,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 64,
  vocabSize: 384,
};
const shapes: Record<string, Partial<Architecture>> = {
  'qwen2, untied, with biases': { ...wide, tiedEmbedding: false },
  'llama, tied': { ...wide, modelType: 'llama', attentionBias: false },
  'llama, tied, with biases': { ...wide, modelType: 'llama', attentionBias: true },
};

describe.each(Object.entries(shapes))('%s', (title, shape) => {
  const record: ModelRecord = {
    ...smallRecord,
    architecture: { ...smallRecord.architecture, ...shape },
    template: { ...smallRecord.template, stopTokenIds: [261] },
  };

  itWithPython('holds every weight within the error of 4 bits, under the names of MLC', async () => {
    const at = (name: string) => join(folder, `${title}-${name}`);
    writeFileSync(at('record.json'), JSON.stringify(record));
    runPython('make_gguf.py', at('record.json'), at('model.gguf'), '7');
    const source = await openFileSource(at('model.gguf'));
    for (const quantization of ['q4f32_1', 'q4f16_1'] as const) {
      const files = await convertGguf({ record, sources: [source], sink: folderSink(at(quantization)), quantization });
      writeFileSync(at('files.json'), JSON.stringify(files));
      const report = runPython(
        'check_shards.py',
        ...['record.json', 'model.gguf', quantization].map(at),
        quantization,
        at('files.json'),
      );
      expect(JSON.parse(report).files).toBe(files.length);
    }
    await source.close();
  });

  itWithPython('comes out the same of a file that was split, whatever order its parts are given in', async () => {
    const at = (name: string) => join(folder, `${title}-${name}`);
    writeFileSync(at('record.json'), JSON.stringify(record));
    runPython('make_gguf.py', at('record.json'), at('one.gguf'), '7');
    runPython('make_gguf.py', at('record.json'), at('many.gguf'), '7', '9');
    const parts = partNames(`${title}-many-00001-of-00003.gguf`)!.map((name) => join(folder, name));
    const hashes = async (paths: string[]) => {
      const { sources, close } = await openFiles(paths);
      const files = await convertGguf({ record, sources, sink: memorySink(), quantization: 'q4f16_1' });
      await close();
      return files;
    };
    const whole = await hashes([at('one.gguf')]);
    expect(await hashes([parts[2]!, parts[0]!, parts[1]!])).toEqual(whole);
    await expect(hashes([parts[1]!, parts[0]!])).rejects.toThrow(/split into 3 files.*many-00003-of-00003\.gguf/);
    await expect(hashes([parts[1]!])).rejects.toMatchObject({ code: 'missing-file' });
    await expect(hashes([...parts, parts[1]!])).rejects.toMatchObject({ code: 'mismatch' });
    await expect(hashes([parts[0]!, parts[1]!, at('one.gguf')])).rejects.toMatchObject({ code: 'mismatch' });
  });
});

describe('a small model', () => {
  const source = () => memorySource('small.gguf', rawGguf(smallGguf()));
  const convert = async () => {
    const sink = memorySink();
    await convertGguf({ record: smallRecord, sources: [source()], sink, quantization: 'q4f16_1' });
    return Object.fromEntries(
      [...sink.files].map(([name, bytes]) => [name, () => JSON.parse(new TextDecoder().decode(bytes))]),
    );
  };

  it('gets the configuration that web-llm reads', async () => {
    const config = (await convert())['mlc-chat-config.json']!();
    expect(config).toMatchObject({
      model_type: 'qwen2',
      quantization: 'q4f16_1',
      vocab_size: 260,
      context_window_size: 128,
      prefill_chunk_size: 64,
      tokenizer_files: ['tokenizer.json'],
      conv_template: { stop_token_ids: [259] },
      hakui_template: smallRecord.template,
    });
  });

  it('is kept in one shard of packed words and one of floats', async () => {
    const { records } = (await convert())['tensor-cache.json']!() as { records: { records: { dtype: string }[] }[] };
    expect(records.map((shard) => [...new Set(shard.records.map((tensor) => tensor.dtype))])).toEqual([
      ['uint32'],
      ['float16'],
    ]);
  });

  it('tells its progress in bytes up to the whole, never backwards', async () => {
    const told: { done: number; total: number }[] = [];
    const sink = memorySink();
    await convertGguf({
      record: smallRecord,
      sources: [source()],
      sink,
      quantization: 'q4f32_1',
      onProgress: (p) => told.push(p),
    });
    const shards = [...sink.files]
      .filter(([name]) => name.endsWith('.bin'))
      .reduce((sum, [, bytes]) => sum + bytes.length, 0);
    expect(told.at(-1)).toEqual({ done: shards, total: shards });
    expect(told.map((p) => p.done)).toEqual(told.map((p) => p.done).sort((a, b) => a - b));
  });

  it('stops when told to, and leaves no file open', async () => {
    const abort = new AbortController();
    const sink = memorySink();
    const conversion = convertGguf({
      record: smallRecord,
      sources: [source()],
      sink,
      quantization: 'q4f32_1',
      onProgress: () => abort.abort(new Error('enough')),
      signal: abort.signal,
    });
    await expect(conversion).rejects.toThrow('enough');
    expect([...sink.unclosed]).toEqual([]);
    expect(sink.files.has('tensor-cache.json')).toBe(false);
  });

  it('passes on what goes wrong with the writing', async () => {
    const sink = { open: () => Promise.reject(new Error('disk full')) };
    const conversion = convertGguf({ record: smallRecord, sources: [source()], sink, quantization: 'q4f32_1' });
    await expect(conversion).rejects.toThrow('disk full');
  });
});
