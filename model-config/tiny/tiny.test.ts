import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { convertGguf } from '../convert/convert.ts';
import { folderSink } from '../convert/node/files.ts';
import { memorySource } from '../convert/testing/memory-files.ts';
import { itWithPython, runPython } from '../convert/testing/python.ts';
import { readRecords } from '../models/read-records.ts';
import { tinyGguf } from './tiny.ts';

const record = readRecords().find((each) => each.id === 'hakui-tiny')!;
let file: Uint8Array;

beforeAll(() => {
  file = tinyGguf(record);
}, 300_000);

it('is the very file the record names', () => {
  expect({ bytes: file.length, sha256: createHash('sha256').update(file).digest('hex') }).toEqual({
    bytes: record.source.bytes,
    sha256: 'sha256' in record.source ? record.source.sha256 : '',
  });
});

itWithPython('loses nothing when converted, so that a reference read from the GGUF holds for the shards', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-'));
  try {
    writeFileSync(join(folder, 'tiny.gguf'), file);
    for (const quantization of ['q4f32_1', 'q4f16_1'] as const) {
      const out = join(folder, quantization);
      const source = memorySource('tiny.gguf', file);
      await convertGguf({ record, sources: [source], sink: folderSink(out), quantization });
      const recordFile = fileURLToPath(new URL('../models/hakui-tiny.json', import.meta.url));
      const report = runPython('check_shards.py', recordFile, join(folder, 'tiny.gguf'), out, quantization);
      expect(JSON.parse(report)).toMatchObject({ error: 0 });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
