import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';

/** One conversion as its own process saw it, from its first line to its last. */
interface Figures {
  seconds: number;
  processorSeconds: number;
  peakBytes: number;
}

/** The same conversion by both of our rules, and by numpy's script, which rounds plainly. */
type Run = Record<'searched' | 'plain' | 'numpy', Figures>;

interface List {
  records: { dataPath: string; records: { name: string; dtype: string; byteOffset: number; nbytes: number }[] }[];
}

const RUNS = 3;
const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const record = fromRoot('model-config/models/smollm2-135m-instruct.json');
const gguf = fromRoot('.build/sources/smollm2-135m-instruct.gguf');
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
const hakui = (rule: 'plain' | 'searched') => {
  const script = fromRoot('e2e/bench/convert/convert-with-hakui.ts');
  return [process.execPath, '--import', 'tsx', script, rule];
};
const NUMPY = [fromRoot('.build/venv/bin/python'), fromRoot('e2e/bench/convert/convert_with_numpy.py')];

async function convert([program, ...arguments_]: string[], folder: string): Promise<Figures> {
  const options = { env: { ...process.env, ...ONE_THREAD } };
  const { stdout } = await promisify(execFile)(program!, [...arguments_, record, gguf, folder], options);
  return JSON.parse(stdout);
}

test('the converter against numpy, and the search against plain rounding, SmolLM2 Q4_1 to q4f32_1', async () => {
  const [ours, theirs] = await Promise.all(['hakui-', 'numpy-'].map((name) => mkdtemp(join(tmpdir(), name))));
  try {
    const runs: Run[] = [];
    for (let run = 0; run <= RUNS; run += 1) {
      const searched = await convert(hakui('searched'), ours!);
      const figures = { searched, plain: await convert(hakui('plain'), ours!), numpy: await convert(NUMPY, theirs!) };
      // The first run reads the file from the disk.
      if (run > 0) runs.push(figures);
    }
    console.log(`${availableParallelism()} × ${cpus()[0]?.model}, ${await agreement(ours!, theirs!)}`);
    const megabytes = (await stat(gguf)).size / 1e6;
    for (const [one, other] of [
      ['plain', 'numpy'],
      ['searched', 'plain'],
    ] as const) {
      const pairs = runs.map((run) => ({ [one]: run[one], [other]: run[other] }));
      print('MB of GGUF a processor second', pairs, ({ processorSeconds }) => megabytes / processorSeconds);
      print('processor seconds', pairs, ({ processorSeconds }) => processorSeconds);
      print('seconds', pairs, ({ seconds }) => seconds);
      print('peak of resident memory, MB', pairs, ({ peakBytes }) => peakBytes / 1e6);
    }
  } finally {
    await Promise.all([ours!, theirs!].map((folder) => rm(folder, { recursive: true })));
  }
});

function print(what: string, pairs: Record<string, Figures>[], of: (figures: Figures) => number): void {
  const names = Object.keys(pairs[0]!);
  const medians = names.map((name) => `${name} ${median(pairs.map((pair) => of(pair[name]!))).toFixed(1)}`);
  const ratios = pairs.map((pair) => of(pair[names[0]!]!) / of(pair[names[1]!]!)).toSorted((a, b) => a - b);
  const range = `${ratios[0]!.toFixed(2)} to ${ratios.at(-1)!.toFixed(2)}`;
  console.log(`${what}: ${medians.join(', ')}, ratio ${median(ratios).toFixed(2)} (${range})`);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/**
 * Both wrote the same tensors in the same places. gguf reads a weight in float32 arithmetic and Hakui in
 * float64, so a scale may differ in its last bits, and a weight half-way between two codes may get the other.
 */
async function agreement(ours: string, theirs: string): Promise<string> {
  const [a, b] = await Promise.all(
    [ours, theirs].map(
      async (folder): Promise<List> => JSON.parse(await readFile(join(folder, 'tensor-cache.json'), 'utf8')),
    ),
  );
  const layout = ({ records }: List) => records.map(({ dataPath, records }) => [dataPath, records]).toSorted();
  expect(layout(a!)).toEqual(layout(b!));
  let [codes, others, scaleError] = [0, 0, 0];
  for (const { dataPath, records } of a!.records) {
    const [mine, numpys] = await Promise.all([ours, theirs].map((folder) => readFile(join(folder, dataPath))));
    for (const { dtype, byteOffset, nbytes } of records) {
      for (let at = byteOffset; at < byteOffset + nbytes; at += 4) {
        if (dtype === 'float32') {
          const [x, y] = [mine!.readFloatLE(at), numpys!.readFloatLE(at)];
          scaleError = Math.max(scaleError, Math.abs(x - y) / Math.max(Math.abs(y), 1e-30));
        } else others += differing(mine!.readUInt32LE(at), numpys!.readUInt32LE(at));
      }
      if (dtype === 'uint32') codes += nbytes * 2;
    }
  }
  expect(scaleError).toBeLessThan(1e-6);
  expect(others / codes).toBeLessThan(1e-3);
  return `the same layout, ${others} of ${codes} codes differ by one, scales by ${scaleError.toExponential(0)} at most`;
}

/** How many of eight 4-bit codes differ, which they may by one. */
function differing(x: number, y: number): number {
  let count = 0;
  for (let shift = 0; shift < 32; shift += 4) {
    const distance = Math.abs(((x >>> shift) & 15) - ((y >>> shift) & 15));
    if (distance > 1) throw new Error(`a code differs by ${distance}`);
    count += distance;
  }
  return count;
}
