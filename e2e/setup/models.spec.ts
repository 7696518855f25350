import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { readRecords } from '../../model-config/models/read-records.ts';
import { repository } from '../../setup/run/paths.ts';

/* `npm run models`, without the downloads. */

function models(...args: string[]): { status: number | null; output: string } {
  const program = [join(repository, 'setup/bootstrap.mjs'), 'models', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

test('lists every model with its licence and how it can be had', () => {
  const { status, output } = models('list');
  expect(status).toBe(0);
  for (const record of readRecords()) expect(output).toMatch(new RegExp(`^${record.id} +${record.licence.id} `, 'm'));
  expect(output).toMatch(/^smollm2-135m-instruct .* prepared$/m);
  expect(output).toMatch(
    /npm run models -- add qwen2\.5-coder-1\.5b-instruct {3}\(4\.5 GB of disk\)|coder.* prepared$/m,
  );
});

test('names the models there are for an id that there is not', () => {
  for (const action of ['add', 'remove']) {
    const { status, output } = models(action, 'no-such-model');
    expect(status).toBe(1);
    expect(output).toContain('There is no model "no-such-model".');
    expect(output).toContain('smollm2-135m-instruct');
  }
});

test('names a path that leads nowhere, and options that are no use', () => {
  const refusals: [string[], string][] = [
    [['add', './nowhere.gguf'], 'There is no file or folder'],
    [['add', 'smollm2-135m-instruct', '--context', '512'], 'is of the catalog'],
    [['add', 'smollm2-135m-instruct', '--lora', 'a/b'], "An adapter can't be merged"],
    [['add', 'a/b', '--context', 'many'], '--context is "many".'],
    [['add', 'a/b', '--quantization', 'q8'], '--quantization is "q8".'],
    [['add', 'a/b', '--color'], "Unknown option '--color'"],
  ];
  for (const [args, message] of refusals) {
    const { status, output } = models(...args);
    expect(status).toBe(1);
    expect(output).toContain(message);
    expect(output).toContain('Next:');
  }
});

test('says how a model is had that is loaded as it is published', () => {
  const { status, output } = models('add', 'qwen2-7b-instruct');
  expect(status).toBe(1);
  expect(output).toContain('is not prepared by set-up.');
  expect(output).toContain('npm start');
});

test('says how it is used where it does not understand', () => {
  const { status, output } = models('prepare');
  expect(status).toBe(1);
  expect(output).toContain('models -- list | remove <id>');
});
