import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KIOSK_CONFIG_FILE, type KioskConfig } from '../../src/privacy/kiosk/config.ts';
import { type PolicyMode, parsePolicyMode } from '../../src/privacy/policy.ts';
import { ensureIndex } from '../datasets/publish.ts';
import { runCommand } from '../run/command.ts';
import { filesUnder, linkOrCopy } from '../run/files.ts';
import { paths, repository } from '../run/paths.ts';
import type { ProgressLines } from '../run/progress.ts';
import { runStep } from '../run/step.ts';

const at = (...parts: string[]) => ({ path: join(repository, ...parts) });

/** What the built page depends on. */
const inputs = [
  at('src'),
  { ...at('model-config'), ignore: /^compile\// },
  at('index.html'),
  at('vite.config.ts'),
  at('tsconfig.json'),
  at('package-lock.json'),
];

/** Which policy the page is built and served with, from HAKUI_POLICY. */
export const policyMode = (): PolicyMode => parsePolicyMode(process.env.HAKUI_POLICY);

/** Builds the page where it is stale, and makes `dist` complete: the page, the prepared models and the data sets in one folder. */
export async function buildApp(lines: ProgressLines): Promise<void> {
  const step = {
    id: 'app',
    name: 'The page',
    inputs: [...inputs, { value: policyMode() }],
    outputs: [join(paths.dist, 'index.html')],
    run: async () => {
      await runVite(['build'], 'app');
    },
  };
  await runStep(step, lines);
  await ensureIndex({ published: paths.datasets });
  await linkPublic();
  if (policyMode() === 'kiosk') await sayNoKiosk();
}

/** A page with a kiosk's policy starts only with a configuration. Beside `dist` there is no kiosk unless somebody has set one up. */
async function sayNoKiosk(): Promise<void> {
  const config: KioskConfig = { format: 1, kiosk: null };
  const made = writeFile(join(paths.dist, KIOSK_CONFIG_FILE), `${JSON.stringify(config)}\n`, { flag: 'wx' });
  await made.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Builds the page alone under a policy, for bundles, in a folder of its own: `dist` stays what `npm start` serves. Returns the folder. */
export async function buildPage(policy: PolicyMode, lines: ProgressLines): Promise<string> {
  const folder = join(paths.pages, policy);
  const step = {
    id: `page-${policy}`,
    name: `The page, ${policy}`,
    inputs: [...inputs, { value: policy }],
    outputs: [join(folder, 'index.html')],
    run: async () => {
      await runVite(['build', '--outDir', folder, '--emptyOutDir'], `page-${policy}`, { HAKUI_POLICY: policy });
    },
  };
  await runStep(step, lines);
  return folder;
}

function runVite(args: readonly string[], log: string, env: Record<string, string> = {}): Promise<string> {
  const vite = join(repository, 'node_modules', 'vite', 'bin', 'vite.js');
  return runCommand(process.execPath, [vite, ...args], {
    log: `vite-${log}`,
    env,
    next: 'Look at the output; npm run check says more about errors in the code.',
  });
}

/** Vite would copy `public` with its gigabytes of weights; a second name costs no space. */
async function linkPublic(): Promise<void> {
  const from = join(repository, 'public');
  const wanted = await filesUnder(from);
  for (const file of wanted) {
    const [source, target] = [join(from, file), join(paths.dist, file)];
    if (!(await isSame(source, target))) await linkOrCopy(source, target);
  }
  await removeOthers(wanted);
}

/** The same file by its number, or a copy that is as long and as new. */
async function isSame(source: string, target: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(source), stat(target).catch(() => null)]);
  if (!b) return false;
  return (a.ino === b.ino && a.dev === b.dev) || (a.dev !== b.dev && a.size === b.size && b.mtimeMs >= a.mtimeMs);
}

/** A model that was removed must not stay in `dist`. */
async function removeOthers(wanted: readonly string[]): Promise<void> {
  const keep = new Set(wanted);
  for (const folder of await readdir(join(repository, 'public'))) {
    for (const file of await filesUnder(join(paths.dist, folder))) {
      if (!keep.has(`${folder}/${file}`)) await rm(join(paths.dist, folder, file));
    }
  }
}
