import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderSource } from '../node/files.ts';
import { parametersOf } from '../parameters.ts';
import { readArchitecture } from '../safetensors/architecture.ts';
import { readTensors } from '../safetensors/tensors.ts';
import { SafetensorsWeights } from '../safetensors/weights.ts';
import type { WeightSource } from '../weight-source.ts';
import { readAdapter } from './adapter.ts';
import { MergedWeights } from './weights.ts';

/** A Python with PEFT; `npm run test:full` has one where Debian's torch can be had. */
const python = process.env.HAKUI_PEFT_PYTHON;
const script = fileURLToPath(new URL('../testdata/merge_with_peft.py', import.meta.url));

/** Weights are compared before they are rounded to 4 bits, which would hide what a merge does wrong. */
describe.skipIf(!python)('an adapter merged by us and by PEFT itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'peft-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    const { status, stderr } = spawnSync(python!, [script, folder], {
      encoding: 'utf8',
      env: { ...process.env, HF_HUB_OFFLINE: '1' },
    });
    if (status !== 0) throw new Error(stderr);
  }, 300_000);

  it.each([
    ['patterns', 'bfloat16', 1e-3],
    ['stable', 'bfloat16', 1e-3],
    ['patterns', 'float32', 1e-6],
    ['stable', 'float32', 1e-6],
  ])('%s is the same in %s to %f', async (adapter, dtype, most) => {
    const opened = ['base', adapter, `${adapter}-${dtype}`].map((name) => folderSource(join(folder, name)));
    const [base, lora, theirs] = opened as [(typeof opened)[0], (typeof opened)[0], (typeof opened)[0]];
    const architecture = await readArchitecture(base);
    const names = parametersOf(architecture).flatMap(({ parts }) => parts.map(({ name }) => name));
    const weightsIn = async (from: typeof base) => new SafetensorsWeights(await readTensors(from), architecture, names);
    const plain = await weightsIn(base);
    const ours = new MergedWeights(plain, await readAdapter(lora), names);
    const merged = await weightsIn(theirs);
    const [apart, moved] = [await differences(ours, merged, names), await differences(ours, plain, names)];
    await Promise.all(opened.map((each) => each.close()));

    const largest = (some: Map<string, number>) => Math.max(...some.values());
    expect(largest(apart)).toBeLessThan(most);
    // Each weight that the adapter names is changed by it, by far more than the two may differ.
    const changed = [...moved].filter(([, by]) => by > 0.01).map(([name]) => name);
    expect(changed.length).toBe(adapter === 'patterns' ? 14 : 14 + 6 + 2);
  });
});

/** The largest difference between two models' values, for each weight. */
async function differences(a: WeightSource, b: WeightSource, names: readonly string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const name of names) {
    const { rows } = a.shape(name);
    const [left, right] = [(await a.rows(name, 0, rows)).slice(), await b.rows(name, 0, rows)];
    found.set(
      name,
      left.reduce((most, each, at) => Math.max(most, Math.abs(each - right[at]!)), 0),
    );
  }
  return found;
}
