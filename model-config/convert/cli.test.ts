import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ManifestFile } from '../models/manifest.ts';
import { adapterFolder, checkpointFolder, smallAdapter, smallCheckpoint } from './testing/checkpoints.ts';
import { rawGguf, setField, value } from './testing/raw-gguf.ts';
import { smallGguf, smallRecord } from './testing/small-model.ts';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
let folder: string;
const at = (...path: string[]) => join(folder, ...path);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  writeFileSync(at('record.json'), JSON.stringify(smallRecord));
  writeFileSync(at('small.gguf'), rawGguf(smallGguf()));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', cli, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
const convert = (file: string, ...quantizations: string[]) =>
  run(at('record.json'), at(file), at('out'), ...quantizations.flatMap((q) => ['--quantization', q]));

it('writes a folder for each quantization with the hashes of all its files', { timeout: 60_000 }, async () => {
  const { code, stdout, stderr } = await convert('small.gguf', 'q4f32_1', 'q4f16_1');
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(/^q4f32_1: \d+ of \d+ MB, 100 %, 0 s left\nq4f16_1: .*100 %/);
  expect(readdirSync(at('out')).sort()).toEqual(['manifest-part.json', 'q4f16_1', 'q4f32_1']);
  const variants = JSON.parse(readFileSync(at('out', 'manifest-part.json'), 'utf8')) as { files: ManifestFile[] }[];
  expect(variants).toHaveLength(2);
  for (const { path, bytes, sha256 } of variants.flatMap((variant) => variant.files)) {
    const content = readFileSync(at('out', path));
    expect({ path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }).toEqual({
      path,
      bytes,
      sha256,
    });
  }
});

it('leaves a good result as it was when the next conversion fails', { timeout: 60_000 }, async () => {
  await convert('small.gguf', 'q4f32_1');
  const before = readFileSync(at('out', 'manifest-part.json'));
  const gguf = smallGguf();
  new DataView(gguf.tensors.at(-1)!.data.buffer).setFloat32(0, Number.NaN, true); // found only at the very end
  writeFileSync(at('bad.gguf'), rawGguf(gguf));
  const { code, stdout, stderr } = await convert('bad.gguf', 'q4f32_1');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^bad\.gguf, tensor "output_norm\.weight", at byte \d+: row 0 has a value/m);
  expect(readFileSync(at('out', 'manifest-part.json'))).toEqual(before);
  expect(readdirSync(folder).sort()).toEqual(['bad.gguf', 'out', 'record.json', 'small.gguf']);
});

it('puts a new result in the place of an old one', { timeout: 60_000 }, async () => {
  await convert('small.gguf', 'q4f32_1');
  await convert('small.gguf', 'q4f16_1');
  expect(readdirSync(at('out')).sort()).toEqual(['manifest-part.json', 'q4f16_1']);
});

it('does not touch a folder that is not its own', { timeout: 60_000 }, async () => {
  mkdirSync(at('out'));
  writeFileSync(at('out', 'thesis.txt'), 'years of work');
  const { code, stderr } = await convert('small.gguf', 'q4f32_1');
  expect(code).toBe(1);
  expect(stderr).toContain('holds something else');
  expect(readdirSync(at('out'))).toEqual(['thesis.txt']);
});

it('says what is wrong with its arguments', { timeout: 60_000 }, async () => {
  const usage = await convert('small.gguf');
  expect(usage).toMatchObject({ code: 2, stderr: expect.stringContaining('usage: ') });
  expect(await convert('small.gguf', 'q3')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--quantization q3'),
  });
  expect(await convert('none.gguf', 'q4f32_1')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('none.gguf'),
  });
  writeFileSync(at('record.json'), JSON.stringify({ ...smallRecord, limits: { contextWindow: 0, prefillChunk: 1 } }));
  const record = await convert('small.gguf', 'q4f32_1');
  expect(record).toMatchObject({ code: 2, stderr: expect.stringContaining('record.json: limits.contextWindow') });
});

it('refuses a file that is not the model of the record', { timeout: 60_000 }, async () => {
  const gguf = smallGguf();
  setField(gguf, 'qwen2.block_count', value.uint32(28));
  writeFileSync(at('other.gguf'), rawGguf(gguf));
  const { code, stderr } = await convert('other.gguf', 'q4f32_1');
  expect(code).toBe(1);
  expect(stderr).toContain('other.gguf, field "qwen2.block_count": the file says 28, the model\'s record 1');
  expect(readdirSync(folder)).not.toContain('out');
});

it('converts the folder of a checkpoint, with an adapter merged into it', { timeout: 60_000 }, async () => {
  for (const [name, source] of [
    ['model', checkpointFolder(smallCheckpoint())],
    ['adapter', adapterFolder(smallAdapter())],
  ] as const) {
    mkdirSync(at(name));
    for (const file of [
      'config.json',
      'tokenizer.json',
      'model.safetensors',
      'adapter_config.json',
      'adapter_model.safetensors',
    ]) {
      const found = await source.open(file);
      if (found) writeFileSync(at(name, file), await found.read(0, found.size));
    }
  }
  const shards = () => readFileSync(at('out', 'q4f16_1', 'params_shard_0.bin'));
  expect(await convert('model', 'q4f16_1')).toMatchObject({ code: 0, stdout: '' });
  const plain = shards();
  const merged = await run(
    at('record.json'),
    at('model'),
    at('out'),
    '--quantization',
    'q4f16_1',
    '--lora',
    at('adapter'),
  );
  expect(merged).toMatchObject({ code: 0, stdout: '' });
  expect(shards().equals(plain)).toBe(false);
  const onGguf = await run(
    at('record.json'),
    at('small.gguf'),
    at('out'),
    '--quantization',
    'q4f16_1',
    '--lora',
    at('adapter'),
  );
  expect(onGguf).toMatchObject({ code: 2, stderr: expect.stringContaining('--lora') });
});
