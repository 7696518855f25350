import { join } from 'node:path';
import { runCommand } from '../run/command.ts';
import { exists } from '../run/files.ts';
import { paths, repository, shown } from '../run/paths.ts';
import type { ProgressLines } from '../run/progress.ts';
import { runStep } from '../run/step.ts';
import { installPackages } from '../system/debian.ts';
import { pythonIn } from '../system/python.ts';
import type { Tool } from './test-tools.ts';

/** The one that Debian's torch is built for. */
const DEBIAN_PYTHON = '/usr/bin/python3';

const venv = join(paths.build, 'venv-peft');
const requirements = join(repository, 'model-config/convert/testdata/requirements-peft.txt');

/** Optional: torch of PyPI brings gigabytes along, so the test is left out where Debian's can't be had. */
export const peftTool: Tool = {
  name: 'PEFT, with the torch of Debian',
  optional: true,
  prepare: async (lines: ProgressLines) => {
    await installPackages({ name: 'torch', packages: ['python3-torch', 'python3-venv'] }, lines);
    await runStep(
      {
        id: 'python-peft',
        name: 'PEFT',
        inputs: [{ path: requirements }],
        outputs: [pythonIn(venv)],
        run: async () => {
          const options = { log: 'pip-peft', next: `Delete ${shown(venv)} and run the same command again.` };
          await runCommand(DEBIAN_PYTHON, ['-m', 'venv', '--clear', '--system-site-packages', venv], options);
          const install = ['-m', 'pip', 'install', '--no-deps', '--ignore-installed', '-r', requirements];
          await runCommand(pythonIn(venv), install, options);
        },
      },
      lines,
    );
  },
};

/** The Python of `peftTool`; null where it could not be had. */
export const peftPython = async (): Promise<string | null> => ((await exists(pythonIn(venv))) ? pythonIn(venv) : null);
