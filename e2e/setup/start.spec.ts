import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { repository } from '../../setup/run/paths.ts';
import { startServer } from '../../setup/server.ts';

/* `npm start` as a person runs it a second time: everything is prepared. */

let child: ChildProcess | undefined;

test.afterEach(() => {
  child?.kill('SIGTERM');
});

function start(...args: string[]): { output(): string; ended: Promise<number | null> } {
  let output = '';
  const started = spawn(process.execPath, [join(repository, 'setup/bootstrap.mjs'), 'start', '--no-open', ...args]);
  child = started;
  started.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  started.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return { output: () => output, ended: new Promise((resolve) => started.on('close', resolve)) };
}

test('serves the page and its models, and ends with Ctrl+C', async () => {
  const { output, ended } = start('--port', '0');
  await expect.poll(output).toMatch(/Hakui is open at http:\/\/127\.0\.0\.1:\d+\//);
  const url = /http:\S+/.exec(output())![0];

  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<div id="root">');
  const models = (await (await fetch(`${url}models/index.json`)).json()) as { models: string[] };
  expect(models.models).toContain('smollm2-135m-instruct');

  child?.kill('SIGINT');
  expect(await ended).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test('says that a chosen port is taken, and what to do', async () => {
  const other = await startServer({ roots: [], port: 0 });
  try {
    const { output, ended } = start('--port', new URL(other.url).port);
    expect(await ended).toBe(1);
    expect(output()).toContain(`Port ${new URL(other.url).port} is taken.`);
    expect(output()).toContain('npm start -- --port');
  } finally {
    await other.close();
  }
});

test('says that a command or an option is unknown', async () => {
  const { output, ended } = start('--prot', '80');
  expect(await ended).toBe(1);
  expect(output()).toContain('--prot');
});
