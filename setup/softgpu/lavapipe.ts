import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf } from '../run/command.ts';
import { SetupError } from '../run/errors.ts';
import type { ProgressLines } from '../run/progress.ts';
import { installedVersion, installPackages, majorVersion, releaseName } from '../system/debian.ts';

/** Dawn refuses the lavapipe of Mesa 22; 25 is the first that was tried and works. */
const OLDEST_MESA = 25;
const BACKPORTS = 'bookworm-backports';
const DRIVERS = 'mesa-vulkan-drivers';

/** The path of Mesa's processor-driven Vulkan driver, installed if need be. Throws SetupError where it can't be had. */
export async function prepareLavapipe(lines: ProgressLines): Promise<string> {
  if (!(await isNewEnough())) {
    const bookworm = (await releaseName()) === 'bookworm';
    if (bookworm && process.getuid?.() === 0) await addBackports();
    await installPackages(
      { name: 'lavapipe (software GPU)', packages: [DRIVERS], ...(bookworm ? { suite: BACKPORTS } : {}) },
      lines,
    );
    if (!(await isNewEnough())) {
      throw new SetupError(
        `This system's ${DRIVERS} is ${(await installedVersion(DRIVERS)) ?? 'missing'}; lavapipe needs Mesa ${OLDEST_MESA}.`,
        'Nothing has to be done: the tests run on the slower software GPU inside Chromium.',
      );
    }
  }
  return driverPath();
}

async function isNewEnough(): Promise<boolean> {
  const version = await installedVersion(DRIVERS);
  return version !== null && majorVersion(version) >= OLDEST_MESA;
}

/** The suite, from the mirror this machine already uses. */
async function addBackports(): Promise<void> {
  const targets = ['indextargets', '--format', '$(REPO_URI) $(SUITE) $(CODENAME)', 'Created-By: Packages'];
  const known = ((await outputOf('apt-get', targets)) ?? '').split('\n').map((line) => line.split(' '));
  if (known.some((names) => names.includes(BACKPORTS))) return;
  const mirror = known.find(([, ...names]) => names.includes('bookworm'))?.[0];
  if (!mirror) {
    throw new SetupError('No mirror of Debian bookworm is known to apt.', 'Run apt-get update, then the tests again.');
  }
  const source = [
    'Types: deb',
    `URIs: ${mirror}`,
    `Suites: ${BACKPORTS}`,
    'Components: main',
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
  ];
  await writeFile('/etc/apt/sources.list.d/hakui-backports.sources', `${source.join('\n')}\n`);
}

async function driverPath(): Promise<string> {
  const folder = '/usr/share/vulkan/icd.d';
  const name = (await readdir(folder).catch(() => [])).find((file) => /^lvp_icd.*\.json$/.test(file));
  const description = name ? JSON.parse(await readFile(join(folder, name), 'utf8')) : null;
  const path: unknown = description?.ICD?.library_path;
  if (typeof path === 'string') return path;
  throw new SetupError(`${folder} has no description of lavapipe.`, `Install ${DRIVERS} again.`);
}
