import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceFolder } from '../byte-source.ts';
import { openCheckpoint } from '../checkpoint.ts';
import { folderSource } from '../node/files.ts';
import { parametersOf } from '../parameters.ts';
import { readTensors } from '../safetensors/tensors.ts';
import { SafetensorsWeights } from '../safetensors/weights.ts';
import { jsonOf, safetensorsOf } from '../testing/checkpoints.ts';
import { memorySource } from '../testing/memory-files.ts';
import type { WeightSource } from '../weight-source.ts';

/** A Python with PEFT; `npm run test:full` has one where Debian's torch can be had. */
const python = process.env.HAKUI_PEFT_PYTHON;

function run(name: string, ...args: string[]): string {
  const script = fileURLToPath(new URL(`../testdata/${name}`, import.meta.url));
  const env = { ...process.env, HF_HUB_OFFLINE: '1' };
  const { status, stdout, stderr } = spawnSync(python!, [script, ...args], {
    encoding: 'utf8',
    env,
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** What PEFT writes of a base has no tokenizer. */
const TOKENIZER = jsonOf({ version: '1.0', added_tokens: [], model: { type: 'BPE', vocab: { a: 0 }, merges: [] } });

/** Weights are compared before they are rounded to 4 bits, which would hide what a merge does wrong. */
describe.skipIf(!python)('an adapter merged by us and by PEFT itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'peft-'));
  const opened: ReturnType<typeof folderSource>[] = [];
  afterAll(async () => {
    await Promise.all(opened.map((each) => each.close()));
    rmSync(folder, { recursive: true });
  });

  const at = (...parts: string[]) => {
    const source = folderSource(join(folder, ...parts));
    opened.push(source);
    return source;
  };
  const base = (family: string): SourceFolder => {
    const source = at(family, 'base');
    const open: SourceFolder['open'] = async (name) =>
      name === 'tokenizer.json' ? memorySource(name, TOKENIZER) : source.open(name);
    return { name: 'base', open };
  };

  beforeAll(() => void run('merge_with_peft.py', folder), 600_000);

  it.each([
    ['qwen2', 'patterns', 'bfloat16', 1e-3],
    ['qwen2', 'stable', 'bfloat16', 1e-3],
    ['qwen2', 'patterns', 'float32', 1e-6],
    ['qwen2', 'stable', 'float32', 1e-6],
    ['llama', 'patterns', 'float32', 1e-6],
    ['llama', 'stable', 'float32', 1e-6],
  ])('%s, %s: the weights are the same in %s to %f', async (family, adapter, dtype, most) => {
    const { architecture, weights: plain } = await openCheckpoint(base(family));
    const ours = (await openCheckpoint(base(family), at(family, adapter))).weights;
    const names = parametersOf(architecture).flatMap(({ parts }) => parts.map(({ name }) => name));
    const theirs = new SafetensorsWeights(await readTensors(at(family, `${adapter}-${dtype}`)), architecture, names);
    const [apart, moved] = [await differences(ours, theirs, names), await differences(ours, plain, names)];

    const largest = (some: Map<string, number>) => Math.max(...some.values());
    expect(largest(apart)).toBeLessThan(most);
    // Each weight that the adapter names is changed by it, by far more than the two may differ.
    const changed = [...moved].filter(([, by]) => by > 0.01).map(([name]) => name);
    const biases = family === 'qwen2' ? 6 : 0;
    expect(changed.length).toBe(adapter === 'patterns' ? 14 : 14 + biases + 2);
  });

  it.each([
    ...['qwen2', 'llama'].flatMap((family) =>
      ['plain', 'patterns', 'stable', 'pissa-converted'].map((adapter) => [family, adapter] as const),
    ),
    ['tied', 'plain'],
    ['tied', 'embedding'],
    ['tied', 'head'],
  ] as const)(
    '%s, %s: the merged model says what PEFT’s forward pass says',
    async (family, adapter) => {
      const { architecture, weights } = await openCheckpoint(base(family), at(family, adapter));
      expect(architecture.tiedEmbedding).toBe(family === 'tied' && adapter === 'plain');
      const file = join(folder, `${family}-${adapter}.safetensors`);
      writeFileSync(file, await merged(weights, architecture));
      const theirs: number[][] = JSON.parse(
        readFileSync(join(folder, family, `${adapter.replace('-converted', '')}-logprobs.json`), 'utf8'),
      );
      const said: Record<'float32' | 'bfloat16', number[][]> = JSON.parse(
        run('logprobs.py', join(folder, family, 'base'), file),
      );
      const apart = (dtype: keyof typeof said) =>
        Math.max(...said[dtype].flatMap((row, n) => row.map((value, id) => Math.abs(value - theirs[n]![id]!))));
      expect(theirs.length).toBe(24);
      // PiSSA's own base is rounded where its factors were taken from it.
      expect(apart('float32')).toBeLessThan(1e-4);
      expect(apart('bfloat16')).toBeLessThan(0.1);
    },
    120_000,
  );

  it.each(['qwen2', 'llama'])('%s: PiSSA that PEFT has not converted is refused', async (family) => {
    await expect(openCheckpoint(base(family), at(family, 'pissa'))).rejects.toMatchObject({
      code: 'unsupported-adapter',
      place: { file: 'adapter_config.json', key: 'init_lora_weights' },
    });
  });
});

async function merged(weights: WeightSource, architecture: Parameters<typeof parametersOf>[0]): Promise<Uint8Array> {
  const tensors: Record<string, { shape: number[]; values: Float32Array }> = {};
  for (const { parts, quantised } of parametersOf(architecture)) {
    for (const { name } of parts) {
      const { rows, columns } = weights.shape(name);
      tensors[name] = { shape: quantised ? [rows, columns] : [columns], values: await weights.rows(name, 0, rows) };
    }
  }
  return safetensorsOf(tensors);
}

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
