import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** What docs/convert.md states: resident memory of the whole process, Node and its compiler included. */
const BOUND_MIB = 256;

it('converts a file of any size in bounded memory', { timeout: 300_000 }, async () => {
  const script = fileURLToPath(new URL('./testing/convert-huge.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script]);
  const { fileMiB, writtenMiB, peakMiB } = JSON.parse(stdout) as Record<'fileMiB' | 'writtenMiB' | 'peakMiB', number>;
  expect(fileMiB).toBeGreaterThan(4 * BOUND_MIB);
  expect(writtenMiB).toBeGreaterThan(fileMiB / 8);
  expect(peakMiB).toBeLessThan(BOUND_MIB);
});
