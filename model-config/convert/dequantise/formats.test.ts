import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { itWithPython, runPython } from '../testing/python.ts';
import { BLOCK_FORMATS } from './formats.ts';

itWithPython('dequantises every type as the gguf package does', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  try {
    runPython('golden_blocks.py', folder);
    for (const { name, values, bytes, dequantise } of BLOCK_FORMATS.values()) {
      const data = readFileSync(join(folder, `${name}.bin`));
      const golden = readFileSync(join(folder, `${name}.f32`));
      const expected = new Float32Array(golden.buffer.slice(golden.byteOffset, golden.byteOffset + golden.length));
      const out = new Float32Array((data.length / bytes) * values);
      dequantise(new DataView(data.buffer, data.byteOffset, data.length), out.length, out);
      expect(out.length, name).toBe(expected.length);
      const wrong = out.findIndex((v, i) => Math.abs(v - expected[i]!) > 1e-6 * Math.max(1e-3, Math.abs(expected[i]!)));
      expect({ name, wrong, ours: out[wrong], golden: expected[wrong] }).toEqual({ name, wrong: -1 });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
