import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { it } from 'vitest';

type Section = 'random' | 'wilson' | 'mcnemar' | 'bootstrap' | 'summary';

const script = fileURLToPath(new URL('golden.py', import.meta.url));
const python = process.env.HAKUI_PYTHON ?? 'python3';
const missing = spawnSync(python, ['-c', 'import statistics']).status !== 0;
const reason = `no Python at ${python}: install Python 3.9 or later, or set HAKUI_PYTHON`;

/** A test against golden.py. Without Python it fails in CI, and is left out with a word on a person's machine. */
export function itWithGolden<T>(name: string, section: Section, test: (golden: T) => void): void {
  if (missing && !process.env.CI) {
    it.skip(`${name} (${reason})`);
    return;
  }
  it(name, { timeout: 60_000 }, () => {
    if (missing) throw new Error(reason);
    test(golden<T>(section));
  });
}

const made = new Map<Section, string>();

function golden<T>(section: Section): T {
  const text = made.get(section) ?? runPython(section);
  made.set(section, text);
  return JSON.parse(text) as T;
}

function runPython(section: Section): string {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const { status, stdout, stderr } = spawnSync(python, [script, section], {
    encoding: 'utf8',
    env,
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`golden.py failed:\n${stdout}${stderr}`);
  return stdout;
}
