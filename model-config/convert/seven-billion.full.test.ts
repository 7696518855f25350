import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { itWithPython, runPython } from './testing/python.ts';

/** As the issue of a 15 GB download wants it; docs/convert.md states what was seen. */
const BOUND_MIB = 1024;

interface Report {
  readMiB: number;
  seconds: number;
  peakMiB: number;
  tensors: [name: string, shape: number[], dtype: string][];
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

itWithPython(
  'a checkpoint of seven billion weights is converted in bounded memory, to what the library takes',
  async () => {
    const record = path('../models/jmedllm-7b-v1.json');
    const run = ['--import', 'tsx', path('./testing/convert-seven-billion.ts'), record];
    const { stdout } = await promisify(execFile)(process.execPath, run, { maxBuffer: 1 << 26 });
    const { readMiB, seconds, peakMiB, tensors } = JSON.parse(stdout) as Report;
    console.log(`${readMiB.toFixed(0)} MiB in ${seconds.toFixed(0)} s, at most ${peakMiB.toFixed(0)} MiB resident`);
    expect(readMiB).toBeGreaterThan(14_000);
    expect(peakMiB).toBeLessThan(BOUND_MIB);
    const library = JSON.parse(runPython('library_parameters.py', record, 'q4f16_1'));
    const sorted = (all: unknown[]) => all.map((each) => JSON.stringify(each)).sort();
    expect(sorted(tensors)).toEqual(sorted(library));
  },
  1_800_000,
);
