import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { it, type TestContext } from 'vitest';

/** Golden data comes from the gguf package: its Python is HAKUI_PYTHON, or the one that set-up makes. */
const fromRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const python = process.env.HAKUI_PYTHON ?? fromRoot('.build/venv/bin/python');

const missing = spawnSync(python, ['-c', 'import gguf, numpy']).status !== 0;
const reason = `no Python with the packages gguf and numpy at ${python}: run npm test, or set HAKUI_PYTHON`;

/** A test that needs gguf. Without it the test fails in CI, and is left out with a word on a person's machine. */
export function itWithPython(
  name: string,
  test: (context: TestContext) => Promise<void> | void,
  timeout = 300_000,
): void {
  if (!missing) {
    it(name, { timeout }, test);
  } else if (process.env.CI) {
    it(name, () => {
      throw new Error(reason);
    });
  } else {
    it.skip(`${name} (${reason})`);
  }
}

/** Runs a script of ../testdata and returns what it printed. */
export const runPython = (script: string, ...args: string[]): string =>
  runScript(`model-config/convert/testdata/${script}`, ...args);

/** The same of a script anywhere in the repository. */
export function runScript(script: string, ...args: string[]): string {
  const file = fromRoot(script);
  const env = { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' };
  const { status, stdout, stderr } = spawnSync(python, [file, ...args], { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${script} failed:\n${stdout}${stderr}`);
  return stdout;
}
