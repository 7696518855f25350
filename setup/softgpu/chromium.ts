import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../run/command.ts';
import { filesUnder, linkOrCopy, replaceFolder } from '../run/files.ts';
import { paths } from '../run/paths.ts';
import type { ProgressLines } from '../run/progress.ts';
import { runStep } from '../run/step.ts';
import { installedVersion, installPackages } from '../system/debian.ts';
import { prepareLavapipe } from './lavapipe.ts';

const front = fileURLToPath(new URL('front.c', import.meta.url));
/** Debian's; /usr/bin/chromium is a script that starts the program in it. */
const installed = '/usr/lib/chromium';
const DRIVER = 'libvk_swiftshader.so';
const RENAMED = 'libvk_swiftshader_real.so';
const ICD = 'vk_swiftshader_icd.json';

/**
 * A private copy of Debian's Chromium for tests, whose bundled software driver is `front.c`.
 * Throws SetupError where a part can't be had; the tests then run on the plain Chromium.
 */
export async function prepareTestChromium(lines: ProgressLines): Promise<void> {
  const lavapipe = await prepareLavapipe(lines);
  await installPackages({ name: 'C compiler', packages: ['gcc', 'libc6-dev', 'libvulkan-dev'] }, lines);
  await runStep(
    {
      id: 'chromium-lavapipe',
      name: 'Chromium with lavapipe, for tests',
      inputs: [{ path: front }, { value: [lavapipe, await installedVersion('chromium')] }],
      outputs: [join(paths.testChromium, 'chromium'), join(paths.testChromium, DRIVER)],
      run: () => build(lavapipe),
    },
    lines,
  );
}

async function build(lavapipe: string): Promise<void> {
  const copy = join(paths.work, 'chromium-lavapipe');
  await rm(copy, { recursive: true, force: true });
  for (const file of await filesUnder(installed)) {
    // The real driver keeps serving the 2D graphics, for which lavapipe can't make surfaces.
    if (file !== ICD) await linkOrCopy(join(installed, file), join(copy, file === DRIVER ? RENAMED : file));
  }
  const icd = await readFile(join(installed, ICD), 'utf8');
  await writeFile(join(copy, ICD), icd.replace(DRIVER, RENAMED));
  await runCommand(
    'gcc',
    [
      '-O2',
      '-Wall',
      '-Werror',
      '-shared',
      '-fPIC',
      `-DLAVAPIPE="${lavapipe}"`,
      '-o',
      join(copy, DRIVER),
      front,
      '-ldl',
    ],
    { log: 'chromium-lavapipe', next: 'Nothing has to be done: the tests run on the plain Chromium.' },
  );
  await replaceFolder(copy, paths.testChromium);
}
