import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { convertGguf } from '../../model-config/convert/convert.ts';
import { folderSink, openFileSource } from '../../model-config/convert/node/files.ts';
import { itWithPython } from '../../model-config/convert/testing/python.ts';
import { readRecords } from '../../model-config/models/read-records.ts';
import { plain } from '../../model-config/quantise/plain.ts';
import { ofCatalog } from '../models/model.ts';
import { sourcesOf } from '../models/source-step.ts';
import { measure } from './measure.ts';
import { readCollection } from './passages.ts';

/* With the fixture that set-up makes: 4 bits hold its weights as they are. */

const folder = mkdtempSync(join(tmpdir(), 'measure-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tiny = ofCatalog(readRecords().find(({ id }) => id === 'hakui-tiny')!);

async function converted(): Promise<{ kind: 'shards'; folder: string }> {
  const source = await openFileSource(sourcesOf(tiny).model[0]!);
  const conversion = { record: tiny.record, quantization: 'q4f16_1', rule: plain } as const;
  await convertGguf({ ...conversion, sources: [source], sink: folderSink(folder) });
  await source.close();
  return { kind: 'shards', folder };
}

itWithPython('finds nothing lost where nothing is, and a damaged shard', async () => {
  const shards = await converted();
  const texts = await readCollection('held-out');
  const told: string[] = [];
  const { all, parts, heldOut } = await measure(tiny, shards, texts, (done, total) => {
    told.push(`${done}/${total}`);
  });
  expect(all).toMatchObject({ sameToken: 1, letters: { questions: 20, same: 20 } });
  // Norms and biases are stored as halves, which round what their products give in float32.
  expect(all.p99Kl).toBeLessThan(1e-5);
  expect(parts).toHaveLength(6);
  expect(parts.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(all.tokens);
  expect(heldOut).toBe(texts.sha256);
  const stages = tiny.record.architecture.layers + 1;
  expect(told.at(-1)).toBe(`${stages}/${stages}`);

  const shard = join(folder, 'params_shard_0.bin');
  const bytes = readFileSync(shard);
  bytes[1000]! ^= 4;
  writeFileSync(shard, bytes);
  await expect(measure(tiny, shards, texts, () => {})).rejects.toMatchObject({
    name: 'SetupError',
    message: /params_shard_0\.bin is damaged/,
  });
});
