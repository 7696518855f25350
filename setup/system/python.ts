import { join } from 'node:path';
import { outputOf, runCommand, succeeds } from '../run/command.ts';
import { SetupError } from '../run/errors.ts';
import { exists } from '../run/files.ts';
import { paths, shown } from '../run/paths.ts';
import type { ProgressLines } from '../run/progress.ts';
import { runStep } from '../run/step.ts';
import { hasApt, installPackages } from './debian.ts';

/** apache-tvm's own lower bound. */
const OLDEST = [3, 10] as const;

const windows = process.platform === 'win32';

/** The Python of an environment in this folder. */
export const pythonIn = (venv: string): string => join(venv, windows ? 'Scripts/python.exe' : 'bin/python');

/** The Python of set-up's own environment. */
export const venvPython = pythonIn(paths.venv);

/** The environment alone is enough to download a model's packages. Throws SetupError where there is no Python. */
export async function prepareVenv(lines: ProgressLines, venv: string = paths.venv): Promise<void> {
  if (await succeeds(pythonIn(venv), ['-c', 'import pip'])) return;
  const python = await findPython();
  if (!(await succeeds(python, ['-c', 'import venv, ensurepip']))) {
    // Debian splits the standard library: python3 comes without ensurepip, which venv needs.
    if (!(await hasApt())) {
      throw new SetupError(
        `${python} can't make environments: its modules venv and ensurepip are missing.`,
        'Install a complete Python 3.10 or newer, then run the same command again.',
      );
    }
    await installPackages({ name: 'Python environments', packages: ['python3-venv'] }, lines);
  }
  await lines.during('Python environment', async () => {
    await runCommand(python, ['-m', 'venv', '--clear', venv], {
      log: 'venv',
      next: `Delete ${shown(venv)} and run the same command again.`,
    });
  });
}

/** Installs the packages that a requirements file pins. */
export async function installRequirements(
  id: string,
  file: string,
  name: string,
  lines: ProgressLines,
  python: string = venvPython,
): Promise<void> {
  if (!(await exists(file))) return;
  await runStep(
    {
      id: `python-${id}`,
      name,
      inputs: [{ path: file }, { value: await outputOf(python, ['--version']) }],
      outputs: [python],
      run: async () => {
        await runCommand(python, ['-m', 'pip', 'install', '-r', file], {
          log: `pip-${id}`,
          next: 'Look at the last lines of the output: no network, or no build of a package for this system. Then run the same command again.',
        });
      },
    },
    lines,
  );
}

async function findPython(): Promise<string> {
  const candidates = [process.env.PYTHON, 'python3', 'python'].filter((name) => name !== undefined);
  const found: string[] = [];
  for (const candidate of candidates) {
    const text = await outputOf(candidate, ['-c', 'import sys; print(*sys.version_info[:2])']);
    const [major = 0, minor = 0] = text?.split(' ').map(Number) ?? [];
    if (major === OLDEST[0] && minor >= OLDEST[1]) return candidate;
    if (text) found.push(`${candidate} is ${major}.${minor}`);
  }
  throw new SetupError(
    `Python ${OLDEST.join('.')} or newer is needed to prepare models${found.length ? ` (${found.join(', ')})` : ''}.`,
    'Install it, or name it: PYTHON=/path/to/python3 npm start',
  );
}
