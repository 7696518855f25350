import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outputOf, runCommand, succeeds } from './command.ts';
import { describeError, SetupError } from './errors.ts';
import { repository } from './paths.ts';

const node = (script: string) =>
  runCommand(process.execPath, ['-e', script], { log: 'test-command', next: 'Try again.' });

const failure = (work: Promise<unknown>): Promise<SetupError> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: SetupError) => error,
  );

it('returns standard output and logs both outputs', async () => {
  expect(await node('console.log("out"); console.error("err")')).toBe('out\n');
  const log = readFileSync(join(repository, '.build/logs/test-command.log'), 'utf8');
  expect(log).toContain('out\n');
  expect(log).toContain('err\n');
});

it('says what failed, its last words, where the log is and what to do', async () => {
  const error = await failure(node('console.error("first"); console.error("disk is full"); process.exit(3)'));
  expect(error).toBeInstanceOf(SetupError);
  expect(error.message).toContain('status 3');
  expect(error.message).toContain('disk is full');
  expect(describeError(error)).toMatch(/Output: \.build.logs.test-command\.log\n {2}Next: {3}Try again\./);
});

it('says that a program is missing', async () => {
  const error = await failure(runCommand('no-such-program', [], { log: 'test-command', next: 'Install it.' }));
  expect(error.message).toContain('ENOENT');
  expect(await succeeds('no-such-program', [])).toBe(false);
  expect(await outputOf('no-such-program', [])).toBeNull();
});

it('says that a program was killed', async () => {
  const error = await failure(node('process.kill(process.pid, "SIGKILL")'));
  expect(error.message).toContain('SIGKILL');
});
