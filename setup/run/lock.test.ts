import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { alone } from './lock.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

it('is free again after the work, also after one that failed', async () => {
  expect(await alone(async () => 'done', folder)).toBe('done');
  await expect(alone(() => Promise.reject(new Error('failed')), folder)).rejects.toThrow('failed');
  expect(existsSync(join(folder, 'lock'))).toBe(false);
});

it('refuses while another process works', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  try {
    writeFileSync(join(folder, 'lock'), String(other.pid));
    await expect(alone(async () => {}, folder)).rejects.toThrow(`process ${other.pid}`);
  } finally {
    other.kill();
  }
});

it('takes over the lock of a process that is gone', async () => {
  const other = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => other.on('close', resolve));
  writeFileSync(join(folder, 'lock'), String(other.pid));
  expect(await alone(async () => 'done', folder)).toBe('done');
});
