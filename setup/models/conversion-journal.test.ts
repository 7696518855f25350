import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { convertGguf, type Written } from '../../model-config/convert/convert.ts';
import { folderSink } from '../../model-config/convert/node/files.ts';
import { memorySource } from '../../model-config/convert/testing/memory-files.ts';
import { rawGguf } from '../../model-config/convert/testing/raw-gguf.ts';
import { smallGguf, smallRecord } from '../../model-config/convert/testing/small-model.ts';
import { readJournal, writeJournal } from './conversion-journal.ts';

let folder: string;
let out: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  out = join(folder, 'out');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Converts into `out`, and breaks off after so many shards. */
async function convert(resume: Written | undefined, shards = Number.POSITIVE_INFINITY) {
  return convertGguf({
    ...{ record: smallRecord, quantization: 'q4f32_1', shardBytes: 2048, resume },
    sources: [memorySource('small.gguf', rawGguf(smallGguf()))],
    sink: folderSink(out),
    onWritten: async (written) => {
      await writeJournal(out, 'print', written);
      if (written.shards.length >= shards) throw new Error('broken off');
    },
  });
}

it('lets a conversion go on, and come out as one that was not broken off', async () => {
  const whole = await convert(undefined);
  rmSync(out, { recursive: true });
  await expect(convert(undefined, 3)).rejects.toThrow('broken off');
  writeFileSync(join(out, 'params_shard_9.bin'), 'half');
  const resume = await readJournal(out, 'print');
  expect(resume?.shards.length).toBeGreaterThanOrEqual(3);
  // What was not whole is gone.
  expect(readdirSync(out).sort()).toEqual(resume!.files.map(({ path }) => path).sort());
  expect(await convert(resume)).toEqual(whole);
});

it.each<[string, () => void, string]>([
  ['of something else', () => {}, 'another print'],
  ['whose files are not as they were written', () => writeFileSync(join(out, 'params_shard_0.bin'), ''), 'print'],
  ['whose file is gone', () => rmSync(join(out, 'params_shard_0.bin')), 'print'],
  ['whose journal is none', () => writeFileSync(`${out}.json`, '{'), 'print'],
])('begins anew behind one %s', async (_, spoil, print) => {
  await expect(convert(undefined, 3)).rejects.toThrow('broken off');
  spoil();
  expect(await readJournal(out, print)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});
