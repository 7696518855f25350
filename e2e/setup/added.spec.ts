import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manifest } from '../../model-config/models/manifest.ts';
import { paths, repository } from '../../setup/run/paths.ts';
import { acceptLicence, expect, lastAnswer, questionBox, test } from '../app/app.ts';

/* A person's own model, from its file to its answer. The fixture's file stands for it: a real one of three megabytes. */

const NAME = 'Model of my own';
const ID = 'model-of-my-own';

const folder = mkdtempSync(join(tmpdir(), 'hakui-own-'));
const file = join(folder, 'mine.gguf');

function models(...args: string[]): { status: number | null; output: string } {
  const program = [join(repository, 'setup/bootstrap.mjs'), 'models', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

test.describe.configure({ mode: 'serial' });
test.use({ ofServer: true });

test.beforeAll(() => {
  cpSync(join(paths.sources, 'hakui-tiny.gguf'), file);
});

test.afterAll(() => {
  test.setTimeout(120_000);
  models('remove', ID);
  rmSync(folder, { recursive: true });
});

test('the command adds a file as a model, and says so', () => {
  // Two libraries are compiled.
  test.setTimeout(600_000);
  const { status, output } = models(
    'add',
    file,
    '--name',
    NAME,
    '--quantization',
    'q4f32_1',
    '--context',
    '512',
    '--fast',
  );
  expect(status, output).toBe(0);
  expect(output).toContain(`${NAME} is prepared.`);
  const { record } = Manifest.parse(JSON.parse(readFileSync(join(paths.models, ID, 'manifest.json'), 'utf8')));
  expect(record).toMatchObject({ id: ID, name: NAME, source: { kind: 'file' }, limits: { contextWindow: 512 } });
  expect(models('list').output).toMatch(new RegExp(`^${ID} .* prepared from ${file}$`, 'm'));
});

test('the page offers it beside the others, and it answers', async ({ page }) => {
  const next = page.getByRole('button', { name: 'Next' });
  await next.click();
  await next.click();
  await page.getByRole('radio', { name: new RegExp(NAME) }).click();
  await next.click();
  await page.getByRole('button', { name: 'Start' }).click();
  // Its file states a licence for research only.
  await acceptLicence(page);
  await expect(page.getByRole('status').filter({ hasText: `${NAME} ready` })).toBeAttached({ timeout: 90_000 });
  await questionBox(page).fill('Hello.');
  await questionBox(page).press('Enter');
  await expect.poll(async () => (await lastAnswer(page).innerText()).length, { timeout: 90_000 }).toBeGreaterThan(20);
});

test('the command removes it, and leaves the file where it is', () => {
  test.setTimeout(120_000);
  const { status, output } = models('remove', ID);
  expect(status, output).toBe(0);
  expect(models('list').output).not.toContain(ID);
  expect(readFileSync(file).length).toBeGreaterThan(0);
});
