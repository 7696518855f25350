import { readFile } from 'node:fs/promises';
import { outputOf, runCommand } from '../run/command.ts';
import { SetupError } from '../run/errors.ts';
import { limit } from '../run/limit.ts';
import type { ProgressLines } from '../run/progress.ts';

/** Debian and its descendants: there set-up can name, and as root install, what is missing. */
export async function hasApt(): Promise<boolean> {
  return process.platform === 'linux' && (await outputOf('apt-get', ['--version'])) !== null;
}

/** "bookworm", "trixie", "noble"; null off Linux. */
export async function releaseName(): Promise<string | null> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^VERSION_CODENAME=(.+)$/m.exec(text)?.[1]?.trim() ?? null;
}

/** The installed version, e.g. "25.0.7-2~bpo12+1"; null where the package is not installed. */
export async function installedVersion(name: string): Promise<string | null> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const line = await outputOf('dpkg-query', ['-W', '-f=${db:Status-Status} ${Version}', name]);
  const [status, version] = line?.split(' ') ?? [];
  return status === 'installed' && version ? version : null;
}

/** 25 for "25.0.7-2~bpo12+1" and for "1:25.1"; NaN where there is no number. */
export function majorVersion(version: string): number {
  return Number.parseInt(version.replace(/^\d+:/, ''), 10);
}

export interface Installation {
  /** For the terminal, e.g. "Emscripten (WebAssembly compiler)". */
  name: string;
  packages: readonly string[];
  /** Take them from this suite, e.g. "bookworm-backports". */
  suite?: string;
}

const commandFor = ({ packages, suite }: Installation) =>
  `apt-get install --no-install-recommends ${suite ? `-t ${suite} ` : ''}${packages.join(' ')}`;

/**
 * Installs what is missing of the packages. Only root does that by itself: asking for a password, or
 * using one's right to do without, is not for a start command. Throws SetupError with the command to run.
 */
export function installPackages(wanted: Installation, lines: ProgressLines): Promise<void> {
  return oneAtATime(() => install(wanted, lines));
}

/** apt waits for another apt's installation, but not for its reading of the package lists. */
const oneAtATime = limit(1);

async function install(wanted: Installation, lines: ProgressLines): Promise<void> {
  const packages = await missingPackages(wanted);
  if (packages.length === 0) return;
  const missing = { ...wanted, packages };
  await refuseUnlessInstallable(missing);
  await lines.during(`Install ${wanted.name}`, async (report) => {
    const options = { next: `${commandFor(missing)}   (as root), then run the same command again`, env };
    const log = `apt-${packages[0]}`;
    report.detail('package lists');
    await runCommand('apt-get', ['update', '-q', ...waitForLock], { ...options, log: `${log}-update` });
    report.detail(packages.join(' '));
    const suite = wanted.suite ? ['-t', wanted.suite] : [];
    const args = ['install', '-y', '-q', '--no-install-recommends', ...waitForLock, ...suite, ...packages];
    await runCommand('apt-get', args, { ...options, log });
  });
}

/** A suite may hold a newer version than the one installed, so then everything counts as missing. */
async function missingPackages({ packages, suite }: Installation): Promise<readonly string[]> {
  const versions = await Promise.all(packages.map(installedVersion));
  return suite ? packages : packages.filter((_, i) => versions[i] === null);
}

/** Throws SetupError, with what a person can do, where set-up can't install the packages itself. */
export async function refuseUnlessInstallable(missing: Installation): Promise<void> {
  if (!(await hasApt())) {
    throw new SetupError(`${missing.name} is missing.`, `Install ${missing.packages.join(', ')} for this system.`);
  }
  if (process.getuid?.() !== 0) {
    const next = `sudo apt-get update && sudo ${commandFor(missing)}`;
    throw new SetupError(`${missing.name} is missing, and only root can install it.`, next);
  }
}

const env = { DEBIAN_FRONTEND: 'noninteractive' };
const waitForLock = ['-o', 'DPkg::Lock::Timeout=600'];
