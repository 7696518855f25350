import { join } from 'node:path';
import { paths, repository } from '../run/paths.ts';
import type { ProgressLines } from '../run/progress.ts';
import { prepareTestChromium } from '../softgpu/chromium.ts';
import { installPackages } from '../system/debian.ts';
import { installRequirements, prepareVenv } from '../system/python.ts';
import { testServers } from './test-servers.ts';

/** A thing that the tests need. `optional`: without it some tests are left out, which is said; else it counts as a failure. */
export interface Tool {
  name: string;
  optional: boolean;
  prepare(lines: ProgressLines): Promise<void>;
}

export const testTools: readonly Tool[] = [
  {
    name: 'Chromium and a Japanese font',
    optional: false,
    prepare: (lines) =>
      installPackages({ name: 'Chromium and a Japanese font', packages: ['chromium', 'fonts-noto-cjk'] }, lines),
  },
  { name: 'a software GPU with 16-bit floats (lavapipe)', optional: true, prepare: prepareTestChromium },
  {
    name: 'Python packages for tests',
    optional: false,
    prepare: async (lines) => {
      await prepareVenv(lines);
      const compiler = join(paths.compiler, 'requirements-test.txt');
      const readings = join(repository, 'e2e/reference/requirements.txt');
      await installRequirements('compiler-tests', compiler, "Python packages of the compiler's tests", lines);
      await installRequirements('readings', readings, 'Python packages of the independent readings', lines);
    },
  },
  ...testServers.map((server) => ({ ...server, optional: true })),
];
