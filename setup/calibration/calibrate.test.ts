import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { convertGguf } from '../../model-config/convert/convert.ts';
import { openFileSource } from '../../model-config/convert/node/files.ts';
import { parametersOf } from '../../model-config/convert/parameters.ts';
import { memorySink } from '../../model-config/convert/testing/memory-files.ts';
import { itWithPython } from '../../model-config/convert/testing/python.ts';
import { readRecords } from '../../model-config/models/read-records.ts';
import { toHalfBits } from '../../model-config/quantise/half.ts';
import { ofCatalog } from '../models/model.ts';
import { sourcesOf } from '../models/source-step.ts';
import { calibrate } from './calibrate.ts';
import { calibratedRule } from './rule.ts';

/* With the fixture that set-up makes, whole: its file, the texts, Python. */

const folder = mkdtempSync(join(tmpdir(), 'calibrate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tiny = ofCatalog(readRecords().find(({ id }) => id === 'hakui-tiny')!);

const codesIn = (path: string) =>
  readdirSync(path)
    .filter((name) => /\.(words|halves)$/.test(name))
    .sort()
    .map((name) => [name, readFileSync(join(path, name)).toString('hex')]);

itWithPython('goes on where it was killed, and comes to the same bytes', async () => {
  const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
  await calibrate(tiny, whole, () => {});
  const kill = new AbortController();
  const begun = calibrate(
    tiny,
    killed,
    (done) => {
      if (done === 3) kill.abort(new Error('killed'));
    },
    kill.signal,
  );
  await expect(begun).rejects.toThrow('killed');
  expect(codesIn(killed)).not.toEqual(codesIn(whole));
  const told: number[] = [];
  await calibrate(tiny, killed, (done) => told.push(done));
  expect(told[0]).toBeGreaterThanOrEqual(3);
  expect(codesIn(killed)).toEqual(codesIn(whole));
});

itWithPython('gives both types of scales the same codes and scales, as they lie in its folder', async () => {
  const codes = join(folder, 'whole');
  const source = await openFileSource(sourcesOf(tiny).model[0]!);
  const { record } = tiny;
  const rule = calibratedRule(codes, parametersOf(record.architecture));
  const tensors = await Promise.all(
    (['q4f32_1', 'q4f16_1'] as const).map(async (quantization) => {
      const sink = memorySink();
      await convertGguf({ record, sources: [source], sink, quantization, rule });
      return tensorsIn(sink.files);
    }),
  );
  await source.close();
  const [single, half] = tensors as [Tensors, Tensors];
  const names = readdirSync(codes).flatMap((name) => (name.endsWith('.words') ? [name.slice(0, -6)] : []));
  expect(names).toHaveLength(4 * record.architecture.layers + 1);
  for (const name of names) {
    const words = readFileSync(join(codes, `${name}.words`));
    expect(words.equals(single(`${name}.q_weight`))).toBe(true);
    expect(words.equals(half(`${name}.q_weight`))).toBe(true);
    const halves = readFileSync(join(codes, `${name}.halves`));
    expect(halves.equals(half(`${name}.q_scale`))).toBe(true);
    const scales = new Float32Array(Uint8Array.from(single(`${name}.q_scale`)).buffer);
    expect([...scales].map(toHalfBits)).toEqual([...new Uint16Array(Uint8Array.from(halves).buffer)]);
  }
});

type Tensors = (name: string) => Uint8Array;

/** The bytes of each tensor by its name. */
function tensorsIn(files: ReadonlyMap<string, Uint8Array>): Tensors {
  const { records } = JSON.parse(new TextDecoder().decode(files.get('tensor-cache.json'))) as {
    records: { dataPath: string; records: { name: string; byteOffset: number; nbytes: number }[] }[];
  };
  return (name) => {
    for (const shard of records) {
      const tensor = shard.records.find((each) => each.name === name);
      if (tensor) return files.get(shard.dataPath)!.subarray(tensor.byteOffset, tensor.byteOffset + tensor.nbytes);
    }
    throw new Error(`no tensor ${name}`);
  };
}
