import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { alone } from './lock.ts';
import { repository } from './paths.ts';

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

it('ends what it runs, and is free again, when it is interrupted', async () => {
  const pidFile = join(folder, 'pid');
  const program = `require("fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`;
  const script = `
    import { alone } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)};
    import { runCommand } from ${JSON.stringify(new URL('./command.ts', import.meta.url).href)};
    await alone(() => runCommand(process.execPath, ['-e', ${JSON.stringify(program)}], { log: 'test-interrupt', next: '' }), ${JSON.stringify(folder)});
  `;
  const setup = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { cwd: repository });
  const ended = new Promise((resolve) => setup.on('close', resolve));
  const pid = await vi.waitFor(() => Number(readFileSync(pidFile, 'utf8')) || expect.fail('no pid yet'), 20_000);

  setup.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(existsSync(join(folder, 'lock'))).toBe(false);
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 20_000);
}, 60_000);
