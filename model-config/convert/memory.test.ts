import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** What docs/convert.md states: resident memory of the whole process, Node and its compiler included. */
const BOUND_MIB = 256;

interface Report {
  fileMiB: number;
  writtenMiB: number;
  peakMiB: number;
  /** Of tensor-cache.json. */
  shards: { nbytes: number; records: { name: string }[] }[];
}

it('converts a file of any size in bounded memory', { timeout: 300_000 }, async () => {
  const script = fileURLToPath(new URL('./testing/convert-huge.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script]);
  const { fileMiB, writtenMiB, peakMiB, shards } = JSON.parse(stdout) as Report;
  expect(fileMiB).toBeGreaterThan(4 * BOUND_MIB);
  expect(writtenMiB).toBeGreaterThan(fileMiB / 8);
  expect(peakMiB).toBeLessThan(BOUND_MIB);
  // gate and up together and down are larger than a shard: each has its own.
  const large = shards.filter((shard) => shard.nbytes > 32 * 2 ** 20);
  expect(large.map((shard) => shard.records.map((tensor) => tensor.name))).toEqual([
    ['model.layers.0.mlp.gate_up_proj.q_weight'],
    ['model.layers.0.mlp.down_proj.q_weight'],
  ]);
});
