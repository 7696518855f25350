import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import type { Architecture, ModelRecord } from '../models/record.ts';
import { convertSafetensors } from './convert.ts';
import { folderSink, folderSource } from './node/files.ts';
import { itWithPython, runPython } from './testing/python.ts';
import { smallRecord } from './testing/small-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
afterAll(() => rmSync(folder, { recursive: true }));

const shape = { hiddenSize: 64, intermediateSize: 160, layers: 2, heads: 4, kvHeads: 2, headDim: 16, vocabSize: 96 };
const shapes: [string, Partial<Architecture>, files: number][] = [
  ['qwen2, untied, with biases, in one file', { ...shape, tiedEmbedding: false }, 1],
  ['llama, tied, in three files', { ...shape, modelType: 'llama', attentionBias: false }, 3],
];

describe.each(shapes)('%s', (title, architecture, files) => {
  const record: ModelRecord = { ...smallRecord, architecture: { ...smallRecord.architecture, ...architecture } };
  // Its adapter is for the embedding alone, and leaves an output matrix that was tied to it as it was.
  const stable: ModelRecord = { ...record, architecture: { ...record.architecture, tiedEmbedding: false } };
  const at = (name: string) => join(folder, `${title}-${name}`);

  itWithPython('is what numpy makes of the same weights, byte for byte, with adapters too', async () => {
    writeFileSync(at('record.json'), JSON.stringify(record));
    writeFileSync(at('stable.json'), JSON.stringify(stable));
    runPython('make_checkpoint.py', at('record.json'), at('source'), '11', String(files));
    for (const quantization of ['q4f32_1', 'q4f16_1'] as const) {
      for (const name of [null, 'stable', 'mixed']) {
        const model = folderSource(join(at('source'), 'model'));
        const adapter = name === null ? undefined : folderSource(join(at('source'), name));
        const out = at(`${quantization}-${name}`);
        const merged = name === 'stable' ? stable : record;
        await convertSafetensors({ record: merged, folder: model, adapter, sink: folderSink(out), quantization });
        const own = name === null ? [] : [join(at('source'), name)];
        const report = runPython(
          'check_exact.py',
          at(name === 'stable' ? 'stable.json' : 'record.json'),
          join(at('source'), 'model'),
          out,
          quantization,
          ...own,
        );
        expect(JSON.parse(report).tensors).toBeGreaterThan(20);
        await Promise.all([model.close(), adapter?.close()]);
      }
    }
  });
});
